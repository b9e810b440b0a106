package aico.vault.app;

import aico.bus.contract.Principals;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.testing.TestHome;
import aico.vault.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** State folders, CURVE keys and bundles of vault-service and those it talks to. */
final class PeerHome {
  private final TestHome home;

  PeerHome(Path folder, Places places) throws IOException {
    home = new TestHome(folder);
    home.resident(Principals.KEY, Role.KEY);
    home.resident(Principals.AUTH, Role.AUTH);
    home.resident(Principals.POLICY, Role.POLICY);
    home.resident(Principals.AUDIT, Role.AUDIT);
    home.resident(Principals.VAULT, Role.VAULT);
    home.resident(Principals.CLI, Role.CLI);
    home.topic(Topics.VAULT_REQUESTS, TopicKind.REQUESTS, Principals.VAULT, Principals.CLI);
    home.topic(Topics.VAULT_EVENTS, TopicKind.EVENTS, Principals.VAULT, Principals.CLI);
    home.topic(Topics.KEY_REQUESTS, TopicKind.REQUESTS, Principals.KEY, Principals.VAULT);
    home.topic(Topics.KEY_EVENTS, TopicKind.EVENTS, Principals.KEY, Principals.VAULT);
    home.topic(Topics.AUTH_REQUESTS, TopicKind.REQUESTS, Principals.AUTH, Principals.VAULT);
    home.topic(Topics.AUTH_EVENTS, TopicKind.EVENTS, Principals.AUTH, Principals.VAULT);
    home.topic(Topics.POLICY_REQUESTS, TopicKind.REQUESTS, Principals.POLICY, Principals.VAULT);
    home.topic(Topics.POLICY_EVENTS, TopicKind.EVENTS, Principals.POLICY, Principals.VAULT);
    home.topic(Topics.AUDIT_RECORDS, TopicKind.RECORDS, Principals.AUDIT, Principals.VAULT);
    home.topic(Topics.AUDIT_ALERTS, TopicKind.EVENTS, Principals.AUDIT, Principals.VAULT);
    home.writeBundles(
        0,
        Map.of(
            "vaults",
            places.vaults().toString(),
            "mounts",
            places.mounts().toString(),
            "mounts_for",
            places.mountsFor().toString(),
            "owner_uid",
            "0",
            "owner_gid",
            "0",
            "allow_other",
            "false"));
  }

  Path state(String principal) {
    return home.folder(principal);
  }
}
