package aico.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vault as others see it.
 *
 * @param path where its files are while it is mounted
 * @param owner whose it is
 * @param sharedWith the other people who can open it
 * @param settings what its owner chose
 * @param checked when all of it was last compared with its manifest, or null
 * @param readOnly whether it is mounted so that nobody can write to it
 * @param findings how many files are known not to be as they were left, and were not accepted
 * @param detail why it is absent, damaged, or not locked yet; empty otherwise
 */
public record VaultView(
    VaultName name,
    VaultState state,
    Path path,
    String owner,
    List<String> sharedWith,
    VaultSettings settings,
    @Nullable Instant checked,
    boolean readOnly,
    long findings,
    String detail) {}
