package dev.mayfly.providers.simulated;

import dev.mayfly.providers.contract.TerminalContract;

final class SimulatedTerminalTest extends TerminalContract<SimulatedSpec> implements SimulatedBench {}
