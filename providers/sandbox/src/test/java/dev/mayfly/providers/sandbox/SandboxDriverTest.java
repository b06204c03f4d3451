package dev.mayfly.providers.sandbox;

import dev.mayfly.providers.contract.DriverContract;

/** The sandbox driver keeps the contract of drivers. */
class SandboxDriverTest extends DriverContract<SandboxSpec> implements SandboxBench {}
