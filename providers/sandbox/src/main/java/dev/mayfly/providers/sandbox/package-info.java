/** A real, isolated Linux desktop without Docker or KVM: namespaces, cgroups and seccomp, kept by one shim each. */
@NullMarked
package dev.mayfly.providers.sandbox;

import org.jspecify.annotations.NullMarked;
