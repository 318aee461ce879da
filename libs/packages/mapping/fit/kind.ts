/** What is known of the texts that come into a place of the message. `any`: nothing, and nobody can say more. */
export type Kind = 'text' | 'word' | 'number' | 'integer' | 'boolean' | Moment | 'any';
type Moment = 'date' | 'dateTime' | 'time';
