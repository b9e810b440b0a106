package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TilesTest {
  @Test
  void path_ofTheSpecificationsExample_isItsPath() {
    assertThat(new Tile(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
    assertThat(new Tile(Tile.ENTRIES, 5, 17).path()).isEqualTo("tile/entries/005.p/17");
    assertThat(new Tile(1, 1000, 256).path()).isEqualTo("tile/1/x001/000");
  }

  @Test
  void tiles_ofTheSpecificationsExample_areThese() {
    List<Tile> tiles = new ArrayList<>();
    MerkleTree tree = new MerkleTree((tile, hashes) -> tiles.add(tile));
    for (int i = 0; i < 70_000; i++) {
      tree.append(Hashes.emptyRoot());
    }
    assertThat(tiles.stream().filter(t -> t.level() == 0)).hasSize(273);
    assertThat(tiles.stream().filter(t -> t.level() == 1)).hasSize(1);
    assertThat(tiles).hasSize(274);
    assertThat(tree.partials().stream().map(MerkleTree.Partial::tile))
        .containsExactly(new Tile(0, 273, 112), new Tile(1, 1, 17), new Tile(2, 0, 1));
  }

  @Test
  void root_ofEverySize_isTheNaiveOne() {
    List<byte[]> leaves = new ArrayList<>();
    MerkleTree tree = new MerkleTree((tile, hashes) -> {});
    for (int i = 0; i < 1200; i++) {
      byte[] hash = Hashes.leaf(TestLog.leaf(i));
      leaves.add(hash);
      tree.append(hash);
      if (i % 7 == 0 || i % 256 < 2 || i % 256 == 255) {
        assertThat(tree.root()).as("size %s", i + 1).isEqualTo(NaiveTree.root(leaves));
      }
    }
  }

  @Test
  void hashes_readFromTiles_makeTheProofsOfTheNaiveTree(@TempDir Path folder) throws Exception {
    TestLog log = new TestLog(folder, 1100);
    List<byte[]> leaves = log.leaves.stream().map(Hashes::leaf).toList();
    byte[] root = NaiveTree.root(leaves);
    TileHashes tiles = new TileHashes(log.folder, 1100);
    for (int from = 0; from <= 1100; from += 11) {
      byte[] fromRoot = NaiveTree.root(leaves.subList(0, from));
      List<byte[]> proof = Proofs.consistency(from, 1100, tiles);
      assertThat(Proofs.verifyConsistency(from, 1100, fromRoot, root, proof)).isTrue();
    }
    for (int index = 0; index < 1100; index += 13) {
      List<byte[]> path = Proofs.inclusion(index, 1100, tiles);
      assertThat(Proofs.verifyInclusion(index, 1100, leaves.get(index), path, root)).isTrue();
    }
  }
}
