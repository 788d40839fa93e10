/** How well a grouping agrees with labels. Every measure takes two parallel lists: the label and the group of each post. */

/** How often each label meets each group. */
interface Contingency {
  /** Rows are labels, columns are groups. */
  cells: Map<string, Map<string, number>>;
  labels: Map<string, number>;
  groups: Map<string, number>;
  total: number;
}

export interface Agreement {
  /** Normalised mutual information with the arithmetic mean of the entropies: the V-measure of today's scikit-learn. */
  nmi: number;
  /** Share of posts right under the best one-to-one match of groups and labels (Hungarian method). */
  acc: number;
  /** Adjusted Rand index (Hubert and Arabie, 1985): 0 is chance. */
  ari: number;
  homogeneity: number;
  completeness: number;
  labels: number;
  groups: number;
}

export function agreement(labels: readonly string[], groups: readonly string[]): Agreement {
  if (labels.length !== groups.length) throw new RangeError('labels and groups must be of the same length');
  const table = contingency(labels, groups);
  const mutual = mutualInformation(table);
  const homogeneity = share(mutual, entropy(table.labels, table.total));
  const completeness = share(mutual, entropy(table.groups, table.total));
  const sum = homogeneity + completeness;
  return {
    nmi: sum === 0 ? 0 : (2 * homogeneity * completeness) / sum,
    acc: accuracy(table),
    ari: adjustedRand(table),
    homogeneity,
    completeness,
    labels: table.labels.size,
    groups: table.groups.size,
  };
}

function contingency(labels: readonly string[], groups: readonly string[]): Contingency {
  const table: Contingency = { cells: new Map(), labels: new Map(), groups: new Map(), total: labels.length };
  for (const [index, label] of labels.entries()) {
    const group = groups[index] as string;
    const row = table.cells.get(label) ?? new Map<string, number>();
    table.cells.set(label, row.set(group, (row.get(group) ?? 0) + 1));
    table.labels.set(label, (table.labels.get(label) ?? 0) + 1);
    table.groups.set(group, (table.groups.get(group) ?? 0) + 1);
  }
  return table;
}

/** In nats. */
function entropy(sizes: Map<string, number>, total: number): number {
  let sum = 0;
  for (const size of sizes.values()) sum -= (size / total) * Math.log(size / total);
  return sum;
}

function mutualInformation(table: Contingency): number {
  let sum = 0;
  for (const [label, row] of table.cells) {
    for (const [group, count] of row) {
      const expected = (table.labels.get(label)! * table.groups.get(group)!) / table.total;
      sum += (count / table.total) * Math.log(count / expected);
    }
  }
  return sum;
}

/** Where there is nothing to tell apart, everything is told apart. */
function share(mutual: number, whole: number): number {
  return whole === 0 ? 1 : mutual / whole;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function adjustedRand(table: Contingency): number {
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + pairs(size), 0);
  const together = [...table.cells.values()].reduce((total, row) => total + sum(row.values()), 0);
  const byLabel = sum(table.labels.values());
  const byGroup = sum(table.groups.values());
  const expected = table.total < 2 ? 0 : (byLabel * byGroup) / pairs(table.total);
  const most = (byLabel + byGroup) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function accuracy(table: Contingency): number {
  if (table.total === 0) return 1;
  const groups = [...table.groups.keys()];
  const rows = [...table.cells.values()].map((row) => groups.map((group) => row.get(group) ?? 0));
  const matrix = rows.length <= groups.length ? rows : groups.map((_, column) => rows.map((row) => row[column]!));
  return bestMatch(matrix) / table.total;
}

/**
 * The greatest sum of cells with at most one in each row and column: the Hungarian method with potentials,
 * O(rows² × columns) (Kuhn 1955; Jonker and Volgenant 1987).
 * @param matrix no more rows than columns
 */
export function bestMatch(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.length;
  const columns = matrix[0]?.length ?? 0;
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  // Row matched to each column, counted from 1; 0 is nobody. Column 0 holds the row being placed.
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) placeRow(matrix, row, rowOf, rowPotential, columnPotential);
  let sum = 0;
  for (let column = 1; column <= columns; column++) {
    if (rowOf[column] !== 0) sum += matrix[rowOf[column]! - 1]![column - 1]!;
  }
  return sum;
}

/** One augmenting path: gives `row` a column, moving earlier rows where that gains more. */
function placeRow(
  matrix: readonly (readonly number[])[],
  row: number,
  rowOf: Int32Array,
  rowPotential: Float64Array,
  columnPotential: Float64Array,
): void {
  const columns = rowOf.length - 1;
  const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(columns + 1);
  const visited = new Uint8Array(columns + 1);
  rowOf[0] = row;
  let column = 0;
  do {
    visited[column] = 1;
    const here = rowOf[column]!;
    const cells = matrix[here - 1]!;
    let step = Number.POSITIVE_INFINITY;
    let next = 0;
    for (let j = 1; j <= columns; j++) {
      if (visited[j] === 1) continue;
      const reduced = -cells[j - 1]! - rowPotential[here]! - columnPotential[j]!;
      if (reduced < slack[j]!) {
        slack[j] = reduced;
        cameFrom[j] = column;
      }
      if (slack[j]! < step) {
        step = slack[j]!;
        next = j;
      }
    }
    for (let j = 0; j <= columns; j++) {
      if (visited[j] === 1) {
        rowPotential[rowOf[j]!] = rowPotential[rowOf[j]!]! + step;
        columnPotential[j] = columnPotential[j]! - step;
      } else {
        slack[j] = slack[j]! - step;
      }
    }
    column = next;
  } while (rowOf[column] !== 0);
  while (column !== 0) {
    const previous = cameFrom[column]!;
    rowOf[column] = rowOf[previous]!;
    column = previous;
  }
}
