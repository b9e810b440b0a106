package aico.key;

import org.jspecify.annotations.Nullable;

/**
 * On whose behalf something is done, for the trail.
 *
 * @param principal the authenticated principal
 * @param correlation of its request, or null
 */
public record Asker(String principal, @Nullable String correlation) {}
