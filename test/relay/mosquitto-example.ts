import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import {
  type Certified,
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
} from '../../host/keys/certificate.ts';
import { ROOT } from '../source-files.ts';
import { freePort, listening, MOSQUITTO } from './broker-fixture.ts';

/** Mosquitto with the files of docs/mosquitto as they stand there: only paths, ports and the user it runs as are its own. */
export interface ExampleBroker {
  readonly ca: string;
  readonly gatewayUrl: string;
  readonly clinicUrl: string;
  certificateOf(site: string): Promise<Certified>;
  /** MQTT 5 unless told; by the site's certificate. */
  gateway(site: string, options?: IClientOptions): Promise<MqttClient>;
  /** By its password. */
  clinic(name: string, options?: IClientOptions): Promise<MqttClient>;
  /** As its host is: what it writes at its end is what it knows afterwards. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const EXAMPLE = join(ROOT, 'docs/mosquitto');
export const passwordOf = (name: string): string => `password of ${name}`;
const CONNECTING: IClientOptions = { protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 5000 };

const ARRIVALS = new WeakMap<MqttClient, string[]>();

/** Everything that a client was sent since it connected, as "topic payload"; grows. */
export const arrivals = (client: MqttClient): string[] => ARRIVALS.get(client)!;

/** @param accounts of clinics, beside their rules in clinics.acl */
export async function startExample(accounts: readonly string[]): Promise<ExampleBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-mosquitto-'));
  const wallMs = Date.now();
  const [gateways, clinics] = [await freePort(), await freePort()];
  const authority = await makeAuthority({ name: 'Example', wallMs });
  const server = await makeServerCertificate({ authority, wallMs, hostNames: ['127.0.0.1'] });
  layOut(folder, { gateways, clinics });
  writeFileSync(join(folder, 'ca.crt'), authority.certificate);
  writeFileSync(join(folder, 'broker.pem'), server.certificate + server.privateKey);
  writeFileSync(join(folder, 'clinics.passwd'), accounts.map((name) => `${name}:${passwordOf(name)}\n`).join(''));
  execFileSync('mosquitto_passwd', ['-U', join(folder, 'clinics.passwd')]);
  const start = () => spawn(MOSQUITTO, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  let child = start();
  await listening(clinics);
  const clients: MqttClient[] = [];
  const ca = authority.certificate;
  const connected = async (port: number, options: IClientOptions): Promise<MqttClient> => {
    const client = connect(`mqtts://127.0.0.1:${port}`, { ...CONNECTING, ca, ...options });
    clients.push(client);
    // From the first on: what waited for it comes with the answer to CONNECT.
    const all: string[] = [];
    ARRIVALS.set(client, all);
    client.on('message', (topic, payload) => all.push(`${topic} ${payload}`));
    await once(client as never, 'connect');
    client.on('error', () => {});
    return client;
  };
  const certificateOf = (site: string) => makeClientCertificate({ authority, wallMs, site });
  return {
    ca,
    gatewayUrl: `mqtts://127.0.0.1:${gateways}`,
    clinicUrl: `mqtts://127.0.0.1:${clinics}`,
    certificateOf,
    gateway: async (site, options) => {
      const { certificate: cert, privateKey: key } = await certificateOf(site);
      return connected(gateways, { cert, key, ...options });
    },
    clinic: (name, options) => connected(clinics, { username: name, password: passwordOf(name), ...options }),
    async restart() {
      await ended(child);
      child = start();
      await listening(clinics);
    },
    async close() {
      for (const client of clients) client.end(true);
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

function layOut(folder: string, ports: { readonly gateways: number; readonly clinics: number }): void {
  cpSync(EXAMPLE, folder, { recursive: true });
  mkdirSync(join(folder, 'state'));
  const replaced = [
    ['/etc/mosquitto/limber/', `${folder}/`],
    ['/var/lib/mosquitto/', `${folder}/state/`],
    ['/run/mosquitto/', `${folder}/`],
    ['/var/log/mosquitto/', `${folder}/`],
    ['listener 8883', `listener ${ports.gateways} 127.0.0.1`],
    ['listener 8884', `listener ${ports.clinics} 127.0.0.1`],
  ].reduce(
    (text, [from, to]) => {
      if (!text.includes(from!)) throw new Error(`${from} is not in mosquitto.conf any more`);
      return text.replaceAll(from!, to!);
    },
    readFileSync(join(EXAMPLE, 'mosquitto.conf'), 'utf8'),
  );
  // As root it would become the user "mosquitto", who may not read here.
  writeFileSync(join(folder, 'mosquitto.conf'), `user ${userInfo().username}\n${replaced}`);
}
