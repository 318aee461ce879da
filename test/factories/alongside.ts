import type { Alongside } from '#domain';

/** A value of an applicant that nothing else in a test has. */
export const MAILBOX = 'quastenflosser@post.example';

/** What goes along with a message, with all that a header, a file or a schema could change. */
export const ALONGSIDE: Alongside = {
  replyChannel: {
    type: 'e-mail',
    address: MAILBOX,
    name: 'Jörg Łukaszewicz 🏠',
    lines: 'one\r\ntwo\u007f\u2028',
    others: [{ type: 'bundid', mailbox: 'a1', confirmed: null }, [], {}, '', false],
  },
  authentication: { means: 'bundid', levelOfAssurance: 'substantial' },
  payment: { transaction: 'T-1', amount: 12.5, cents: 1250, receipt: { sent: true } },
};
