import pg from 'pg';

const { builtins } = pg.types;

/**
 * How values arrive: whole numbers as numbers, also those that PostgreSQL sends as text because they may be large.
 * One that a number cannot hold exactly is an error; a statement that expects such takes it as text.
 */
export const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === builtins.INT8 || oid === builtins.NUMERIC) return exactNumber;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

function exactNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    throw new RangeError('A number of the database is larger than 2^53; read it as text.');
  }
  return number;
}
