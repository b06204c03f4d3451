package dev.mayfly.providers.simulated;

import dev.mayfly.providers.contract.SnapshotsContract;

final class SimulatedSnapshotsTest extends SnapshotsContract<SimulatedSpec> implements SimulatedBench {}
