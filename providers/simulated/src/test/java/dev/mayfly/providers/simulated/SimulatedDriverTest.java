package dev.mayfly.providers.simulated;

import dev.mayfly.providers.contract.DriverContract;

final class SimulatedDriverTest extends DriverContract<SimulatedSpec> implements SimulatedBench {}
