// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "entity/modelreader.h"

namespace howdah::entity {

struct ModelFile
{
    QString path;
    ModelReading reading;
    [[nodiscard]] bool isBuiltIn() const; // it came with a pack
};

// Those of the packs (migrations/<pack>/entities.yaml beside the program), and those of a folder (its *.yaml), by name.
// A file that cannot be read is a problem of its own. Reads the disk.
[[nodiscard]] std::vector<ModelFile> packModels();
[[nodiscard]] std::vector<ModelFile> modelsIn(const QString &folder);
// Where users keep theirs: a folder of the configuration.
[[nodiscard]] QString modelFolder();
// The user's, and those of the packs behind them: what the user says of a table goes first.
[[nodiscard]] std::vector<ModelFile> allModels();
// Of these, those that may hold in a database: one that says in a line at its beginning which tables it needs, and
// needs others than there are, is not read further. Reads the disk; for each connection that is opened.
[[nodiscard]] std::vector<ModelFile> modelsFor(const catalog::Catalog &catalog);
// A file by its path.
[[nodiscard]] ModelFile readModelFile(const QString &path);

} // namespace howdah::entity
