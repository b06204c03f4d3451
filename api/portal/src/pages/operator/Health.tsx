import { Anchor, Badge, Button, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { installationQuery } from '../../api/queries';
import { IconExternal, IconServer } from '../../icons';
import { Page } from '../../parts/Page';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { HoldingBadge } from '../../parts/Badges';
import { Link } from '../../parts/Link';
import { Code, Name } from '../../parts/Text';
import { When } from '../../parts/Time';
import { useMe } from '../../session';
import { PART_STATUS, PHASES } from '../../words';

const KINDS = {
  API: 'API',
  STORE: 'Store (Postgres)',
  TEMPORAL: 'Temporal',
  HOST: 'Host',
  REAPER: 'Reaper',
  SWEEP: 'Sweep',
} as const;

/** How every part of the installation is, and how much there is of everything. */
export function Health() {
  const me = useMe();
  const { data, error, isPending, refetch } = useQuery({
    ...installationQuery,
    enabled: me.has('OPERATOR', 'AUDITOR'),
  });
  if (!me.has('OPERATOR', 'AUDITOR')) {
    return (
      <Page title="Health">
        <Empty icon={<IconServer />} title="This is for operators and auditors">
          Whether Mayfly answers at all, everybody sees at /health.
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title="Health"
      about={
        data && (
          <>
            Installation <Code>{data.id}</Code>
            {data.version !== undefined && `, version ${data.version}`}
          </>
        )
      }
      actions={
        data?.temporal.ui !== undefined && (
          <Button
            component="a"
            href={data.temporal.ui}
            target="_blank"
            rel="noreferrer"
            variant="default"
            rightSection={<IconExternal size={14} />}
          >
            Temporal&apos;s own pages
          </Button>
        )
      }
    >
      {isPending && <Waiting />}
      {error && <Trouble error={error} title="Its state cannot be read" retry={() => void refetch()} />}
      {data && (
        <Stack gap="md">
          {/* As for the history: it takes the focus to be scrolled sideways by the keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <section className="panel table" tabIndex={0} aria-label="Parts of the installation">
            <Table verticalSpacing={8} aria-label="Parts">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Part</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>In words</Table.Th>
                  <Table.Th>Drivers</Table.Th>
                  <Table.Th>Last seen</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.parts.map((part) => (
                  <Table.Tr key={`${part.kind} ${part.name}`}>
                    <Table.Td className="nowrap">
                      <b>{KINDS[part.kind]}</b>
                      {part.kind === 'HOST' && (
                        <>
                          {' '}
                          <Name>{part.name}</Name>
                        </>
                      )}
                    </Table.Td>
                    <Table.Td>
                      <Badge color={PART_STATUS[part.status].color} variant={part.status === 'UP' ? 'light' : 'filled'}>
                        {PART_STATUS[part.status].label}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{part.sentence}</Table.Td>
                    <Table.Td>{part.drivers.join(', ')}</Table.Td>
                    <Table.Td className="nowrap">
                      {part.seenAt === undefined ? 'never' : <When at={part.seenAt} style="ago" />}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
          <section className="panel" aria-labelledby="how-many">
            <Title order={2} size="h5" id="how-many" mb="xs">
              Workspaces by phase
            </Title>
            <dl className="tiles">
              {data.workspaces.map(({ phase, count }) => (
                <div key={phase}>
                  <dt>{PHASES[phase].label}</dt>
                  <dd>
                    <Link to="/operator" search={{ phase: [phase] }} inherit c="inherit">
                      {count}
                    </Link>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
          <section className="panel" aria-labelledby="held">
            <Title order={2} size="h5" id="held" mb="xs">
              Holdings by driver
            </Title>
            {data.holdings.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing was ever held.
              </Text>
            ) : (
              <Table verticalSpacing={4} maw={420}>
                <Table.Tbody>
                  {data.holdings.map(({ driver, state, count }) => (
                    <Table.Tr key={`${driver} ${state}`}>
                      <Table.Td>{driver}</Table.Td>
                      <Table.Td>
                        <HoldingBadge state={state} />
                      </Table.Td>
                      <Table.Td ta="right">{count}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </section>
          <Text size="sm" c="dimmed">
            For machines:{' '}
            <Anchor href="/health" underline="always" inherit>
              /health
            </Anchor>{' '}
            and{' '}
            <Anchor href="/metrics" underline="always" inherit>
              /metrics
            </Anchor>
            .
          </Text>
        </Stack>
      )}
    </Page>
  );
}
