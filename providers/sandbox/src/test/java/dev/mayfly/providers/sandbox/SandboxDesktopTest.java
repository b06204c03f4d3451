package dev.mayfly.providers.sandbox;

import dev.mayfly.providers.contract.DesktopContract;

final class SandboxDesktopTest extends DesktopContract<SandboxSpec> implements SandboxBench {
    @Override
    public SandboxSpec spec() {
        return DESKTOP;
    }
}
