import { counted } from './columns.ts';
import { type Finding, fail, ok, warn } from './doctor-finding.ts';

export interface SerialFacts {
  readonly platform: string;
  /** Why the native part does not load; null where it does. */
  readonly bindingFailure: string | null;
  readonly ports: readonly PortFacts[];
  readonly isRoot: boolean;
  /** The group that may use serial ports ("dialout", "uucp"); null where there is none. */
  readonly group: string | null;
  readonly isInGroup: boolean;
  /** A service that writes to every modem-like port that appears. */
  readonly hasModemManager: boolean;
}

export interface PortFacts {
  readonly path: string;
  readonly isAccessible: boolean;
}

export function judgeSerialBinding({ bindingFailure }: SerialFacts): Finding {
  const shared = { loads: bindingFailure === null };
  if (bindingFailure === null) return ok('@serialport/bindings-cpp loads', shared);
  return fail(
    `@serialport/bindings-cpp does not load: ${bindingFailure}`,
    'npm rebuild @serialport/bindings-cpp',
    shared,
  );
}

export function judgePorts({ ports }: SerialFacts): Finding {
  const shared = { ports: ports.length, accessible: ports.filter(({ isAccessible }) => isAccessible).length };
  if (ports.length === 0) return ok('none: no band is plugged in', shared);
  return ok(`${counted(ports.length, 'port')}: ${ports.map(({ path }) => path).join(', ')}`, shared);
}

export function judgePortPermission(facts: SerialFacts): Finding {
  const { platform, ports, isRoot, group, isInGroup } = facts;
  const shared = {
    root: isRoot,
    in_group: isInGroup,
    denied: ports.filter(({ isAccessible }) => !isAccessible).length,
  };
  const denied = ports.filter(({ isAccessible }) => !isAccessible).map(({ path }) => path);
  const advice = `sudo usermod -aG ${group ?? 'dialout'} "$USER", then log out and in again`;
  if (denied.length > 0) return fail(`you may not use ${denied.join(', ')}`, advice, shared);
  if (platform !== 'linux' || isRoot)
    return ok(isRoot ? 'root may use every port' : 'nothing stands against it', shared);
  if (isInGroup) return ok(`you are in group ${group}`, shared);
  if (ports.length > 0) return ok('you may use every port that is there', shared);
  return warn(
    `you are not in group ${group ?? 'dialout'}: a band that is plugged in could not be used`,
    advice,
    shared,
  );
}

export function judgeModemManager({ hasModemManager }: SerialFacts): Finding {
  const shared = { running: hasModemManager };
  if (!hasModemManager) return ok('no service writes to ports of its own accord', shared);
  const advice = 'sudo systemctl mask --now ModemManager, if no modem is used';
  return warn('ModemManager writes to every port that appears, also to bands', advice, shared);
}
