'use strict';
// Command line of the partner server. See README.md.

const { Harbor } = require('./lib/harbor');
const { catalogue, find } = require('./variants');

function readArguments(argv) {
  const options = { port: 0, variant: null, list: false };
  for (let i = 0; i < argv.length; i++) {
    const [name, inline] = argv[i].split(/=(.*)/s);
    const value = () => (inline !== undefined ? inline : argv[++i]);
    if (name === '--list') options.list = true;
    else if (name === '--port') options.port = Number(value());
    else if (name === '--variant') options.variant = value();
    else throw new Error(`unknown argument ${argv[i]}`);
  }
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65535) {
    throw new Error('--port wants a number from 0 to 65535');
  }
  return options;
}

function main() {
  let options;
  let variant = null;
  try {
    options = readArguments(process.argv.slice(2));
    if (options.variant) {
      variant = find(options.variant);
      if (!variant) throw new Error(`no variant called ${options.variant}; try --list`);
    }
  } catch (problem) {
    process.stderr.write(`${problem.message}\n`);
    process.exit(2);
  }
  if (options.list) {
    process.stdout.write(`${JSON.stringify(catalogue(), null, 1)}\n`);
    return;
  }
  const harbor = new Harbor(variant);
  harbor.listen(options.port, (port) => process.stdout.write(`listening 127.0.0.1:${port}\n`));
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => harbor.close(() => process.exit(0)));
}

main();
