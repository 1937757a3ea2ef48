import { isNetwork, isOutside, isWithin, networksOf } from './network';

test.each(['93.184.215.14', '8.8.8.8', '172.15.0.1', '100.128.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
  '%s is outside',
  (address) => expect(isOutside(address)).toBe(true),
);

test.each([
  ...[
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
  ],
  ...['100.64.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.192', '198.18.0.1', '224.0.0.1', '240.0.0.1'],
  ...['255.255.255.255', '192.0.2.1', '203.0.113.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'fec0::1'],
  ...['ff02::1', '::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1'],
  ...['2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', '100::1', '3fff::1', '5f00::1', '4000::1', 'fe80::1%eth0'],
  ...['localhost', '', '1.2.3'],
])('%s is not', (address) => expect(isOutside(address)).toBe(false));

test('an address is within a network, in whatever form it is written', () => {
  const networks = networksOf(['10.1.0.0/16', 'fd00::/8']);
  const within = ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '10.2.0.1', 'fe80::1', '127.0.0.1', 'x'].filter((address) =>
    isWithin(address, networks),
  );
  expect(within).toEqual(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1']);
});

test('a network is told from what is none', () => {
  expect(['10.0.0.0/8', '::1/128', '10.0.0.0', '10.0.0.0/33', 'x/8', ''].filter(isNetwork)).toEqual([
    '10.0.0.0/8',
    '::1/128',
  ]);
});
