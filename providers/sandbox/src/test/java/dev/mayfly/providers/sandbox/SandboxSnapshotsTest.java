package dev.mayfly.providers.sandbox;

import dev.mayfly.providers.contract.SnapshotsContract;

/** The sandbox driver keeps the contract of snapshots. */
class SandboxSnapshotsTest extends SnapshotsContract<SandboxSpec> implements SandboxBench {}
