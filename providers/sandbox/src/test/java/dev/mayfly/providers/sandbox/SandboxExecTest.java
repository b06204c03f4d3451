package dev.mayfly.providers.sandbox;

import dev.mayfly.providers.contract.ExecContract;

/** The sandbox driver keeps the contract of running programs. */
class SandboxExecTest extends ExecContract<SandboxSpec> implements SandboxBench {}
