package dev.mayfly.providers.simulated;

import dev.mayfly.providers.contract.DesktopContract;

final class SimulatedDesktopTest extends DesktopContract<SimulatedSpec> implements SimulatedBench {}
