import { createTransport } from "nodemailer";

export type Mail = { to: string; subject: string; text: string; html: string; messageId: string; unsubscribeUrl: string };
export type Mailer = { send: (mail: Mail) => Promise<void>; close: () => void };

/** Sends mail through the SMTP server at `smtpUrl` (`smtp://user:password@host:587`, `smtps://…`). Throws what the server says when it refuses. */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport(smtpUrl, { from });
  return {
    send: async ({ unsubscribeUrl, ...mail }) => {
      // RFC 8058: mail programs unsubscribe by a POST of their own.
      await transport.sendMail({ ...mail, headers: { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } });
    },
    close: () => transport.close(),
  };
}
