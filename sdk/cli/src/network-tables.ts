import type { NamespaceStatus, NodeStatus } from '@fairway/network';
import Table from 'cli-table3';

/** No colours, no lines between rows: to be read by people and cut by other programs. */
const PLAIN = { style: { head: [], border: [], compact: true } };
const MEGABYTE = 1024 * 1024;

/** The members' nodes: what runs where, with how much memory, how many blocks, and until when its certificates hold. */
export function nodeTable(nodes: readonly NodeStatus[]): string {
  const table = new Table({ head: ['node', 'state', 'pid', 'ports', 'MB', 'blocks', 'certificate until'], ...PLAIN });
  for (const { member, node, state, pid, ports, memory, height, certificateExpires } of nodes)
    table.push([
      `${member}/${node}`,
      state,
      pid ?? '',
      span(ports),
      memory === undefined ? '' : Math.round(memory / MEGABYTE),
      height ?? '',
      certificateExpires?.slice(0, 10) ?? '',
    ]);
  const total = nodes.reduce((sum, { memory = 0 }) => sum + memory, 0);
  table.push(['all', '', '', '', Math.round(total / MEGABYTE), '', '']);
  return table.toString();
}

/** The namespaces: which version is in force, who has approved it, who runs what. */
export function namespaceTable(namespaces: readonly NamespaceStatus[] | undefined): string {
  if (!namespaces) return 'No peer of this machine answers: what is approved cannot be seen.';
  const table = new Table({
    head: ['namespace', 'sequence', 'version', '', 'approved by', 'served by'],
    ...PLAIN,
  });
  for (const { namespace, isInForce, sequence, version, approvals, served } of namespaces)
    table.push([
      namespace,
      sequence,
      version,
      isInForce ? 'in force' : 'waits for approvals',
      Object.keys(approvals)
        .filter((member) => approvals[member])
        .join(' '),
      Object.keys(served)
        .filter((member) => served[member]!.includes(version))
        .join(' '),
    ]);
  return table.toString();
}

/** 21020 21021 21022 as 21020–21022. */
function span(ports: readonly number[]): string {
  const [first, last] = [ports[0], ports.at(-1)];
  if (first === undefined || last === undefined || first === last) return String(first ?? '');
  return last - first === ports.length - 1 ? `${first}–${last}` : ports.join(' ');
}
