import { Alert, Badge, Button, Group, List, Stack, Table, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../api/problem';
import { closingEvent, receiptQuery } from '../../api/queries';
import type { IssuedReceipt } from '../../api/queries';
import { fromIso, words } from '../../duration';
import { IconCheck, IconDownload, IconPrinter, IconReceipt, IconShield, IconX } from '../../icons';
import { Fact, Facts } from '../../parts/Page';
import { Empty, Trouble, Waiting } from '../../parts/States';
import { Code, Name, Words } from '../../parts/Text';
import { When } from '../../parts/Time';
import { checks } from '../../receipt';
import type { Check } from '../../receipt';
import { bytes } from '../../text';
import { useHere } from './context';

export function ReceiptPage() {
  const { workspace } = useHere();
  const { data, error, isPending, refetch } = useQuery(receiptQuery(workspace.id));
  if (isPending) return <Waiting />;
  if (!data) {
    return problemOf(error).code === 'WRONG_PHASE' ? (
      <Empty icon={<IconReceipt />} title="There is no receipt yet">
        It is written once everything is gone. It lists each thing that was made, and the evidence of its absence.
      </Empty>
    ) : (
      <Trouble error={error} retry={() => void refetch()} />
    );
  }
  return <Shown issued={data} />;
}

function Shown({ issued }: { issued: IssuedReceipt }) {
  const { receipt } = issued;
  const { request, ending, lease } = receipt;
  const [found, setFound] = useState<readonly Check[]>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const verify = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setFound(checks(issued, await closingEvent(request.id)));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const download = () => {
    const address = URL.createObjectURL(new Blob([issued.bytes], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `receipt-${request.id}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };

  return (
    <Stack gap="md" maw={960}>
      <Group gap="xs" className="no-print">
        <Button leftSection={<IconShield size={16} />} loading={busy} onClick={() => void verify()}>
          Verify it here
        </Button>
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={download}>
          Download
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
          Print
        </Button>
      </Group>
      {error !== undefined && <Trouble error={error} title="It could not be verified" />}
      {found && <Verdict checks={found} />}
      <article className="receipt">
        <Stack gap="lg">
          <Group justify="space-between" align="flex-start">
            <div>
              <Title order={2} size="h3">
                Receipt of <Code>{request.id}</Code>
              </Title>
              <Text c="dimmed" size="sm">
                Issued <When at={receipt.issuedAt} /> by the installation {request.installation}
              </Text>
            </div>
            <Badge size="lg" color={ending.outcome === 'FAILED' ? 'red' : 'teal'}>
              {ending.outcome.toLowerCase()}
            </Badge>
          </Group>
          <Text>
            <Name>{ending.reason}</Name>
          </Text>
          <Facts>
            <Fact name="Requested by">
              <Name>{request.requester}</Name>
            </Fact>
            <Fact name="Requested">
              <When at={request.requestedAt} />
            </Fact>
            <Fact name="Template">
              <Name>{request.template}</Name>
            </Fact>
            <Fact name="Template version">
              <Code short={16}>{request.digest}</Code>
            </Fact>
            <Fact name="Project">
              <Name>{request.project === '' ? 'none' : request.project}</Name>
            </Fact>
            <Fact name="Asked to live">{words(fromIso(request.ttl))}</Fact>
            {lease && (
              <>
                <Fact name="Lease began">
                  <When at={lease.startedAt} />
                </Fact>
                <Fact name="Lease ended at the latest">
                  <When at={lease.endsAt} />
                </Fact>
              </>
            )}
            <Fact name="End asked by">
              <Name>{ending.by}</Name>
            </Fact>
            <Fact name="End asked">
              <When at={ending.at} />
            </Fact>
          </Facts>
          <section>
            <Title order={3} size="h5">
              Why it was needed
            </Title>
            <Words lines={8}>{request.reason === '' ? 'No reason was given.' : request.reason}</Words>
          </section>
          <section>
            <Title order={3} size="h5" mb={4}>
              Decisions
            </Title>
            {receipt.decisions.length === 0 ? (
              <Text size="sm">Nobody had to decide: its risk needed no approval, or nobody did.</Text>
            ) : (
              receipt.decisions.map(({ decision, at }) => (
                <div key={decision.by}>
                  <Text size="sm">
                    <b>{decision.verdict.toLowerCase()}</b> by <Name>{decision.by}</Name>, <When at={at} />
                  </Text>
                  {decision.reason !== '' && <Words>{decision.reason}</Words>}
                </div>
              ))
            )}
          </section>
          {receipt.leaseChanges.length > 0 && (
            <section>
              <Title order={3} size="h5" mb={4}>
                Extensions
              </Title>
              {receipt.leaseChanges.map((change) => (
                <Text size="sm" key={change.at}>
                  <Name>{change.by}</Name>, <When at={change.at} />: to <When at={change.to} />{' '}
                  {change.reason !== '' && <Name>{`(${change.reason})`}</Name>}
                </Text>
              ))}
            </section>
          )}
          <section>
            <Title order={3} size="h5" mb={4}>
              What was made, and how it is known to be gone
            </Title>
            {receipt.items.length === 0 && <Text size="sm">Nothing was ever made.</Text>}
            <Stack gap="md">
              {receipt.items.map((item) => (
                <div key={item.step}>
                  <Group gap="xs">
                    <Text fw={650}>{item.step}</Text>
                    <Text size="sm" c="dimmed">
                      {item.driver} on {item.host}
                    </Text>
                    <Badge color="teal">gone</Badge>
                  </Group>
                  <Text size="sm">
                    Intended <When at={item.intendedAt} />, made{' '}
                    {item.madeAt === undefined ? 'never seen' : <When at={item.madeAt} />}, gone{' '}
                    <When at={item.goneAt} />
                  </Text>
                  <List size="sm" mt={4}>
                    {item.evidence.map((evidence) => (
                      <List.Item key={evidence}>
                        <Name>{evidence}</Name>
                      </List.Item>
                    ))}
                  </List>
                  {item.parts.length > 0 && (
                    <details>
                      <summary>
                        <Text component="span" size="sm">
                          The {item.parts.length} parts that it had
                        </Text>
                      </summary>
                      <Table verticalSpacing={2} fz="xs">
                        <Table.Tbody>
                          {item.parts.map((part) => (
                            <Table.Tr key={`${part.kind} ${part.id}`}>
                              <Table.Td>
                                <Name>{part.kind}</Name>
                              </Table.Td>
                              <Table.Td>
                                <Code>{part.id}</Code>
                              </Table.Td>
                            </Table.Tr>
                          ))}
                        </Table.Tbody>
                      </Table>
                    </details>
                  )}
                </div>
              ))}
            </Stack>
          </section>
          {receipt.kept.length > 0 && (
            <section>
              <Title order={3} size="h5" mb={4}>
                What was deliberately kept
              </Title>
              {receipt.kept.map((kept) => (
                <Text size="sm" key={kept.what}>
                  <Name>{kept.what}</Name>, {bytes(kept.bytes)}, SHA-256 <Code>{kept.sha256}</Code>
                </Text>
              ))}
            </section>
          )}
          <Text size="xs" c="dimmed">
            SHA-256 of this receipt: <Code>{issued.told}</Code>
          </Text>
        </Stack>
      </article>
    </Stack>
  );
}

function Verdict({ checks: found }: { checks: readonly Check[] }) {
  const holds = found.every(({ passed }) => passed);
  return (
    <Alert
      color={holds ? 'teal' : 'red'}
      icon={holds ? <IconShield aria-hidden /> : <IconX aria-hidden />}
      title={holds ? 'It holds' : 'It does not hold'}
      role="status"
    >
      <List spacing={4} size="sm" center>
        {found.map(({ label, passed, detail }) => (
          <List.Item
            key={label}
            icon={
              <ThemeIcon size={20} radius="xl" color={passed ? 'teal' : 'red'}>
                {passed ? <IconCheck size={12} aria-label="holds" /> : <IconX size={12} aria-label="does not hold" />}
              </ThemeIcon>
            }
          >
            <b>{label}.</b> {detail}
          </List.Item>
        ))}
      </List>
      {holds && (
        <Text size="xs" c="dimmed" mt="xs">
          It was checked in this browser. It is not signed yet: that Mayfly wrote it follows from the audit log alone.
        </Text>
      )}
    </Alert>
  );
}
