/** Batch compliance of the X stand-in: jobs, a place to upload ids to, and the answers to download. */
import { json, problem, TOKEN, type XStandIn } from './x-stand-in.js';

interface Job {
  id: string;
  name: string;
  status: string;
  ids: string[];
}

export interface ComplianceStandIn {
  jobs: Job[];
  /** Ids that are gone, with X's reason. */
  gone: Map<string, string>;
  /** How often a job is looked at before it is complete. */
  looks: number;
}

export function withCompliance({ server, api }: XStandIn): ComplianceStandIn {
  const state: ComplianceStandIn = { jobs: [], gone: new Map(), looks: 0 };
  const view = ({ id, name, status }: Job) => ({
    ...{ id, name, status, type: 'tweets' },
    upload_url: `${server.origin}/upload/${id}?signature=of-its-own`,
    download_url: `${server.origin}/download/${id}`,
  });
  const looked = new Map<string, number>();
  server.handlers['*'] = ({ method, path, headers, body }) => {
    const { pathname } = new URL(path, api);
    const [, area, , , jobId] = pathname.split('/');
    const id = area === '2' ? jobId : pathname.split('/')[2];
    const job = state.jobs.find((one) => one.id === id);
    if (area === 'upload' && job !== undefined && method === 'PUT') {
      if (headers.authorization !== undefined) return { status: 400 };
      Object.assign(job, { ids: body.split('\n'), status: 'in_progress' });
      return { status: 200 };
    }
    if (area === 'download' && job?.status === 'complete') {
      const lines = job.ids.filter((one) => state.gone.has(one));
      return {
        body: lines
          .map((one) => `${JSON.stringify({ id: one, action: 'delete', reason: state.gone.get(one) })}\n`)
          .join(''),
      };
    }
    if (!pathname.startsWith('/2/compliance/jobs')) return { status: 404 };
    if (headers.authorization !== `Bearer ${TOKEN}`) return problem(401, { title: 'Unauthorized' });
    if (method === 'POST') {
      if (state.jobs.some(({ status }) => status === 'created' || status === 'in_progress')) {
        return problem(409, { title: 'Conflict', detail: 'There is a job already' });
      }
      const { name, type } = JSON.parse(body) as { name: string; type: string };
      if (type !== 'tweets') return problem(400, { title: 'Invalid Request' });
      const fresh = { id: String(1000 + state.jobs.length), name, status: 'created', ids: [] };
      state.jobs.push(fresh);
      return json(200, { data: view(fresh) });
    }
    if (id === undefined) return json(200, { data: state.jobs.map(view), meta: {} });
    if (job === undefined) return problem(404, { title: 'Not Found' });
    looked.set(job.id, (looked.get(job.id) ?? 0) + 1);
    if (job.status === 'in_progress' && looked.get(job.id)! > state.looks) job.status = 'complete';
    return json(200, { data: view(job) });
  };
  return state;
}
