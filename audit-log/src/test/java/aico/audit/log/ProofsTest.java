package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofsTest {
  private static final int SIZE = 70;
  private static final List<byte[]> LEAVES = leaves(SIZE);
  private static final TreeHashes TREE = NaiveTree.of(LEAVES);

  @Test
  void inclusion_ofEveryLeafInEverySize_verifies() {
    for (int size = 1; size <= SIZE; size++) {
      byte[] root = NaiveTree.root(LEAVES.subList(0, size));
      for (int index = 0; index < size; index++) {
        List<byte[]> path = Proofs.inclusion(index, size, TREE);
        assertThat(Proofs.verifyInclusion(index, size, LEAVES.get(index), path, root)).isTrue();
      }
    }
  }

  @Test
  void consistency_ofEveryPairOfSizes_verifies() {
    for (int second = 0; second <= SIZE; second++) {
      byte[] secondRoot = NaiveTree.root(LEAVES.subList(0, second));
      for (int first = 0; first <= second; first++) {
        byte[] firstRoot = NaiveTree.root(LEAVES.subList(0, first));
        List<byte[]> proof = Proofs.consistency(first, second, TREE);
        assertThat(Proofs.verifyConsistency(first, second, firstRoot, secondRoot, proof)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void inclusion_changedInAnyWay_isRefused(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int size = 2 + random.nextInt(SIZE - 2);
      int index = random.nextInt(size);
      byte[] root = NaiveTree.root(LEAVES.subList(0, size));
      List<byte[]> path = Proofs.inclusion(index, size, TREE);
      List<byte[]> changed = change(path, random);
      assertThat(Proofs.verifyInclusion(index, size, LEAVES.get(index), changed, root)).isFalse();
      assertThat(Proofs.verifyInclusion(index, size, LEAVES.get((index + 1) % size), path, root))
          .isFalse();
      assertThat(Proofs.verifyInclusion((index + 1) % size, size, LEAVES.get(index), path, root))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void consistency_changedInAnyWay_isRefused(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int second = 3 + random.nextInt(SIZE - 3);
      int first = 1 + random.nextInt(second - 1);
      byte[] firstRoot = NaiveTree.root(LEAVES.subList(0, first));
      byte[] secondRoot = NaiveTree.root(LEAVES.subList(0, second));
      List<byte[]> proof = Proofs.consistency(first, second, TREE);
      List<byte[]> changed = change(proof, random);
      assertThat(Proofs.verifyConsistency(first, second, firstRoot, secondRoot, changed)).isFalse();
      assertThat(Proofs.verifyConsistency(first, second, secondRoot, secondRoot, proof)).isFalse();
      assertThat(Proofs.verifyConsistency(first, second, firstRoot, firstRoot, proof)).isFalse();
    }
  }

  @Test
  void proofs_beyondTheTree_areRefused() {
    assertThatThrownBy(() -> Proofs.inclusion(5, 5, TREE)).hasMessageContaining("index: 5");
    assertThatThrownBy(() -> Proofs.consistency(6, 5, TREE)).hasMessageContaining("from: 6");
    byte[] root = NaiveTree.root(LEAVES);
    assertThat(Proofs.verifyInclusion(-1, SIZE, LEAVES.getFirst(), List.of(), root)).isFalse();
    assertThat(Proofs.verifyInclusion(SIZE, SIZE, LEAVES.getFirst(), List.of(), root)).isFalse();
    assertThat(Proofs.verifyConsistency(2, 1, root, root, List.of())).isFalse();
    assertThat(Proofs.verifyConsistency(0, 1, root, root, List.of())).isFalse();
  }

  /** A hash flipped, dropped, doubled or added. */
  private static List<byte[]> change(List<byte[]> proof, Random random) {
    List<byte[]> changed = new ArrayList<>(proof);
    int at = random.nextInt(proof.size());
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] flipped = proof.get(at).clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        changed.set(at, flipped);
      }
      case 1 -> changed.remove(at);
      case 2 -> changed.add(at, proof.get(at));
      default -> changed.add(Hashes.emptyRoot());
    }
    return changed;
  }

  private static List<byte[]> leaves(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Hashes.leaf(("leaf " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .toList();
  }
}
