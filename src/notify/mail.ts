/** The summary by mail, through the server that the project's owner names. */
import { createTransport } from 'nodemailer';

export interface MailSettings {
  to: string;
  from: string;
  /** `smtp://[user@]host[:port]`, or `smtps://…` for TLS from the start. */
  smtp: string;
}

/** How long the server may take over each step. */
const PATIENCE_MS = 30_000;

/**
 * Sends one plain-text mail. With a user name it logs in, and then over TLS only.
 * @param password needed when `smtp` names a user
 * @throws Error with the words of the server or the network
 */
export async function sendMail(
  settings: MailSettings,
  password: string | undefined,
  mail: { subject: string; text: string; at: Date },
): Promise<void> {
  const { protocol, hostname, port, username } = new URL(settings.smtp);
  if (username !== '' && !password) throw new Error('SMTP_PASSWORD is not set in the environment');
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'smtps:' ? 465 : 25) : Number(port),
    secure: protocol === 'smtps:',
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: password ?? '' }, requireTLS: true }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // A summary is text: nothing in it may make this program read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { to, from } = settings;
    await transport.sendMail({ to, from, subject: mail.subject, text: mail.text, date: mail.at });
  } finally {
    transport.close();
  }
}
