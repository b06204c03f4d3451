import { Button, Center, List, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, sure } from '../api/client';
import { become, sessionQuery } from '../api/queries';
import { demoCode, demoWay, rememberDemoCode } from '../session';
import { Trouble, Waiting } from '../parts/States';
import { ROLES } from '../words';

/** Signing in; whoever came by an address of a page is there afterwards. */
export function SignIn({ ended = false, signedIn }: { ended?: boolean; signedIn?: () => void }) {
  useDocumentTitle('Sign in · Mayfly');
  const { data, error, isPending, refetch } = useQuery(sessionQuery);
  const [code, setCode] = useState(demoCode());
  const [known, setKnown] = useState(demoCode() !== '');
  const [busy, setBusy] = useState('');
  const [refused, setRefused] = useState<unknown>();

  const enter = async (user: string) => {
    setBusy(user);
    setRefused(undefined);
    try {
      const session = await sure(api.POST('/v1/session', { body: { user, code: code.trim() } }));
      rememberDemoCode(code.trim());
      become(session);
      signedIn?.();
    } catch (failure) {
      setRefused(failure);
      setKnown(false);
    } finally {
      setBusy('');
    }
  };

  const demo = data && demoWay(data);
  return (
    <Center mih="70dvh" component="main" id="main">
      <Stack gap="lg" w="min(440px, 100%)" p="md">
        <div>
          <Title order={1} size="h2">
            Sign in to Mayfly
          </Title>
          <Text c="dimmed" size="sm">
            {ended
              ? 'Your session has ended. Sign in again, and you are back where you were.'
              : 'Short-lived, isolated workspaces, taken away again, provably.'}
          </Text>
        </div>
        {isPending && <Waiting />}
        {error && <Trouble error={error} retry={() => void refetch()} />}
        {data && !demo && (
          <Text>
            This server has no way to sign in with a browser yet. Programs send a token (Authorization: Bearer).
          </Text>
        )}
        {demo && (
          <>
            {!known && (
              <PasswordInput
                label="The demo's code"
                description={
                  <>
                    <code>./mayfly up</code> printed it at the end of the portal's address. It is also in the file{' '}
                    <code>demo-secret</code> of the data folder: <code>cat ~/.local/share/mayfly/demo-secret</code>
                  </>
                }
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
                autoComplete="off"
                maxLength={200}
                // eslint-disable-next-line jsx-a11y/no-autofocus -- nothing else can be done here before
                autoFocus
              />
            )}
            {refused !== undefined && <Trouble error={refused} title="You are not signed in" />}
            <div>
              <Text size="sm" fw={600} mb={6}>
                Who are you?
              </Text>
              <Stack gap="xs">
                {demo.users.map(({ user, roles }) => (
                  <Button
                    key={user}
                    variant="default"
                    size="md"
                    justify="space-between"
                    loading={busy === user}
                    disabled={code.trim() === ''}
                    onClick={() => void enter(user)}
                    rightSection={
                      <Text component="span" size="xs" c="dimmed">
                        {roles.map((role) => ROLES[role].may).join('; ')}
                      </Text>
                    }
                  >
                    <span className="skip">Sign in as </span>
                    {user}
                  </Button>
                ))}
              </Stack>
            </div>
            <List size="xs" c="dimmed">
              <List.Item>This sign-in is for trying Mayfly out. Whoever has the code is all five.</List.Item>
              <List.Item>
                Nothing of the code is kept in this browser; a cookie keeps you signed in for 12 hours.
              </List.Item>
            </List>
          </>
        )}
      </Stack>
    </Center>
  );
}

/** The same at an address of its own, to change who one is. */
export function SignInPage() {
  const navigate = useNavigate();
  return <SignIn signedIn={() => void navigate({ to: '/' })} />;
}
