package dev.mayfly.api.identity;

import dev.mayfly.domain.workspace.UserName;
import io.micronaut.security.authentication.Authentication;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who makes a request. */
public record Caller(UserName user, Set<Role> roles) {
    /** Keeps its own copy. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Who was signed in; roles that Mayfly does not know give nothing. */
    public static Caller of(Authentication signedIn) {
        List<String> named = List.copyOf(signedIn.getRoles());
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(Role.values()).filter(role -> named.contains(role.name())).forEach(roles::add);
        return new Caller(new UserName(signedIn.getName()), roles);
    }

    /** The caller as the framework keeps who is signed in. */
    public Authentication signedIn() {
        return signedIn(Map.of());
    }

    /** The same, with more that is known of the sign-in. */
    public Authentication signedIn(Map<String, Object> attributes) {
        return Authentication.build(user.value(), roles.stream().map(Role::name).toList(), attributes);
    }

    /** Whether the caller has any of {@code some}. */
    public boolean any(Role... some) {
        return Arrays.stream(some).anyMatch(roles::contains);
    }

    /** Whether the caller may see the workspaces of others. */
    public boolean seesAll() {
        return any(Role.APPROVER, Role.OPERATOR, Role.AUDITOR);
    }

    /** The roles as templates name them, such as {@code requester}. */
    public Set<String> roleNames() {
        return roles.stream().map(role -> role.name().toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
