/** A mail server on loopback that takes every mail and shows it to nobody but the test (RFC 5321, as little as will do). */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface SmtpServer {
  /** Such as `smtp://127.0.0.1:40123`. */
  url: string;
  mails: { from: string; to: string[]; text: string }[];
}

/** @param refusal what it answers instead of taking a mail */
export async function smtpServer(refusal?: string): Promise<SmtpServer> {
  const mails: SmtpServer['mails'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    void converse(socket, mails, refusal).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails };
}

async function converse(socket: Socket, mails: SmtpServer['mails'], refusal?: string): Promise<void> {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let mail = { from: '', to: [] as string[], text: '' };
  let inText = false;
  say('220 loopback');
  for await (const line of createInterface({ input: socket })) {
    if (inText && line !== '.') mail.text += `${line.replace(/^\.\./, '.')}\n`;
    else if (inText) {
      inText = false;
      mails.push(mail);
      say('250 taken');
    } else if (/^MAIL FROM/i.test(line)) {
      mail = { from: line.replace(/.*<(.*)>.*/, '$1'), to: [], text: '' };
      say(refusal ?? '250 ok');
    } else if (/^RCPT TO/i.test(line)) {
      mail.to.push(line.replace(/.*<(.*)>.*/, '$1'));
      say('250 ok');
    } else if (/^DATA/i.test(line)) {
      inText = true;
      say('354 go on');
    } else say(/^QUIT/i.test(line) ? '221 bye' : '250 ok');
  }
}
