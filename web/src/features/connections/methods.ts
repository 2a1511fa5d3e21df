/** A row of the form: what the channel says, and how the books call it. */
export interface MethodRow {
  key: number;
  word: string;
  method: string;
}

let keys = 0;

export const newRow = (word = "", method = ""): MethodRow => ({ key: ++keys, word, method });

export const rowsOf = (methods: Record<string, string> = {}): MethodRow[] =>
  Object.entries(methods).map(([word, method]) => newRow(word, method));

export const methodsOf = (rows: MethodRow[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ word, method }) => [word.trim(), method.trim()]));

/** What must be put right in a row before the hub takes it: a word that has a row already (none is one, too), or no method. */
export function wrongWith(row: MethodRow, rows: MethodRow[]): { word: boolean; method: boolean } {
  const first = rows.find(({ word }) => word.trim() === row.word.trim());
  return {
    word: first !== row,
    method: row.method.trim() === "",
  };
}

export const allRight = (rows: MethodRow[]): boolean =>
  rows.every((row) => {
    const { word, method } = wrongWith(row, rows);
    return !word && !method;
  });
