import { randomUUID } from 'node:crypto';
import { ledger, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { fill } from './protobuf.js';
import type { Scan, Simulator } from './simulator.js';
import type { HistoryEntry } from './effects.js';

/** A running query: serialised rows, how many are wanted in all, and where a page goes on. */
export interface Query {
  next(): Uint8Array | undefined;
  limit: number;
  /** Set for a page: the key of the first row that was not fetched. */
  bookmark?: () => string;
  /** A row that was fetched to learn whether there are more, and not sent yet. */
  ahead?: Uint8Array;
  sent: number;
}

/** Rows that a peer sends at a time. */
const BATCH = 100;
/** Rows that a peer sends in all, silently (`ledger.state.totalQueryLimit`). */
const TOTAL = 100_000;

/** A range of state or private data, the whole or a page of it. */
export function stateRows(simulator: Simulator, namespace: string, request: peer.GetStateByRange): Query {
  const collection = request.getCollection();
  const [start, end] = [request.getStartkey(), request.getEndkey()];
  const page = peer.QueryMetadata.deserializeBinary(request.getMetadata_asU8());
  const [size, bookmark] = [page.getPagesize(), page.getBookmark()];
  if (collection !== '') return rowsOf(namespace, simulator.scanPrivate(namespace, collection, start, end), TOTAL);
  if (size === 0 && bookmark === '') return rowsOf(namespace, simulator.scan(namespace, start, end), TOTAL);
  const scan = simulator.scanPage(namespace, bookmark || start, end);
  return { ...rowsOf(namespace, scan, size > 0 ? Math.min(size, TOTAL) : TOTAL), bookmark: () => scan.bookmark() };
}

function rowsOf(namespace: string, scan: Scan, limit: number): Query {
  return {
    limit,
    sent: 0,
    next: () => {
      const row = scan.next();
      return row && fill(new ledger.queryresult.KV(), { namespace, key: row.key, value: row.value }).serializeBinary();
    },
  };
}

/** A key's history, newest first. */
export function historyRows(entries: readonly HistoryEntry[]): Query {
  const rows = entries.values();
  return {
    limit: TOTAL,
    sent: 0,
    next: () => {
      const entry = rows.next().value;
      return (
        entry &&
        fill(new ledger.queryresult.KeyModification(), {
          txId: entry.transactionId,
          value: entry.value ?? new Uint8Array(),
          isDelete: !entry.value,
          timestamp: fill(new timestamps.Timestamp(), { seconds: entry.seconds, nanos: entry.nanos }),
        }).serializeBinary()
      );
    },
  };
}

/** Starts a query and answers with its first rows. */
export function answerQuery(queries: Map<string, Query>, query: Query): Uint8Array {
  const id = randomUUID();
  queries.set(id, query);
  return batch(queries, id, query);
}

/** Throws where the query is over or was closed. */
export function nextBatch(queries: Map<string, Query>, id: string): Uint8Array {
  const query = queries.get(id);
  if (!query) throw new Error('query iterator not found');
  return batch(queries, id, query);
}

export function closeQuery(queries: Map<string, Query>, id: string): Uint8Array {
  queries.delete(id);
  return fill(new peer.QueryResponse(), { id }).serializeBinary();
}

/**
 * As Fabric's peer batches: it fetches one row more than it sends, to know whether there are more, and stops fetching
 * where the limit is reached, which decides how far phantom checks reach.
 */
function batch(queries: Map<string, Query>, id: string, query: Query): Uint8Array {
  const rows = query.ahead ? [query.ahead] : [];
  delete query.ahead;
  while (query.sent + rows.length < query.limit) {
    const row = query.next();
    if (!row) break;
    if (!query.bookmark && rows.length === BATCH) {
      query.ahead = row;
      query.sent += rows.length;
      return response(id, rows, true);
    }
    rows.push(row);
  }
  queries.delete(id);
  query.sent += rows.length;
  return response(id, rows, false, query);
}

function response(id: string, rows: readonly Uint8Array[], hasMore: boolean, page?: Query): Uint8Array {
  return fill(new peer.QueryResponse(), {
    id,
    hasMore,
    resultsList: rows.map((resultbytes) => fill(new peer.QueryResultBytes(), { resultbytes })),
    ...(page?.bookmark && {
      metadata: fill(new peer.QueryResponseMetadata(), {
        bookmark: page.bookmark(),
        fetchedRecordsCount: page.sent,
      }).serializeBinary(),
    }),
  }).serializeBinary();
}
