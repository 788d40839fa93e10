/** The page an address leads to, as one string for all the addresses under which sites serve it. */

/** Parameters with which a site asks itself for the AMP form of a page. */
const AMP_PARAMETER = /^(?:amp(?:=.*)?|(?:outputType|output|view)=amp)$/i;
/** Copies that Google serves of AMP pages: the address of the page follows. */
const AMP_CACHE = /^(?:www\.google\.[a-z.]+\/amp\/|[a-z0-9-]+\.cdn\.ampproject\.org\/[acivw]\/)(?:s\/)?/;
const TWEET = /^(?:twitter|x)\.com\/(?:i\/(?:web\/)?|[a-z0-9_]+\/)status(?:es)?\/(\d+).*$/i;

/**
 * Without scheme, `www.`, `m.`, `mobile.`, `amp.` and the marks of AMP. Two addresses of one page are one string; that two
 * pages become one string happens too, so a page alone never makes two posts one.
 * @param canonical see `canonicalForm`
 * @returns `null` for the front page of a site, which stands for no post
 */
export function pageOf(canonical: string): string | null {
  const bare = canonical.replace(/^https?:\/\//, '').replace(AMP_CACHE, '');
  const [, written = '', path = '', query = ''] = /^([^/?]*)([^?]*)\??(.*)$/.exec(bare) ?? [];
  const host = written.replace(/^(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.)/, '').replace('.m.', '.');
  const folder = path
    .replace(/\/amp\/?$|\.amp$/, '')
    .replace(/\.amp(?=\.html$)/, '')
    .replace(/\/+$/, '');
  const parameters = query.split('&').filter((parameter) => parameter !== '' && !AMP_PARAMETER.test(parameter));
  if (folder === '' && parameters.length === 0) return null;
  const page = `${host}${folder}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
  return page.replace(TWEET, 'x.com/status/$1');
}
