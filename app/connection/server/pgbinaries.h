// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

#include <optional>

namespace howdah::connection {

// A folder with the programs of one PostgreSQL server.
struct PgBinaries
{
    QString folder;
    int majorVersion = 0; // 15
    bool operator==(const PgBinaries &) const = default;

    [[nodiscard]] QString program(const QString &name) const { return folder + u'/' + name; }
};

// Where to look for them, in this order.
struct SearchPlaces
{
    QStringList path;          // the folders of $PATH
    QString pgConfig;          // the program pg_config, empty: not asked
    QStringList distributions; // folders of the distributions, `*` stands for one part of a name; newest major first

    [[nodiscard]] static SearchPlaces ofThisMachine();
};

// The first folder in which initdb and postgres can be run, of the wanted major version if there is one. An empty
// `preferred` stands for $HOWDAH_PG_BINDIR. Runs `postgres --version`: blocks for some milliseconds a candidate.
// ErrorKind::NotFound says which versions were found instead and what to install.
[[nodiscard]] Result<PgBinaries> findBinaries(
    const QString &preferred, std::optional<int> major = {},
    const SearchPlaces &places = SearchPlaces::ofThisMachine());

// The folders that a pattern names in which `*` stands for one part of a name or a piece of it.
[[nodiscard]] QStringList foldersLike(const QString &pattern);

} // namespace howdah::connection
