/** The embedded broker in a process of its own: `node broker-process.ts <port>`. */
import { startEmbeddedBroker } from '../../host/relay/embedded-broker.ts';

await startEmbeddedBroker({ newSecret: () => 'secret', port: Number(process.argv[2]) });
