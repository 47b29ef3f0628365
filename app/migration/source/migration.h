// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/version.h"

#include <QMap>
#include <QSet>
#include <QStringList>

#include <optional>
#include <vector>

// A folder of migrations as values; source.h reads one.
namespace howdah::migration {

enum class ProblemKind {
    DuplicateVersion,
    MissingUp,
    MissingDown,
    NotUtf8,
    ContainsNul,
    Unreadable,
    StrayFile,
    UnknownDirective,
    BadPack,
    BadName,        // the tool whose history it is could not use this name
    AmbiguousOrder, // versions of the tool sort these names differently
    ForeignSection, // another tool's marker: up and down are in one file
    ForeignLayout,  // the folder is another tool's
};

// What is wrong with a file of a source. `blocks` says that the file cannot be run as it is; the others are worth
// knowing only.
struct Problem
{
    ProblemKind kind = ProblemKind::StrayFile;
    QString file;
    qsizetype line = 0; // 1-based, 0 for the whole file
    QString message;
    bool blocks = true;
    bool operator==(const Problem &) const = default;
};

// The SQL of one direction.
struct Script
{
    QString file;                  // name within the folder
    QByteArray text;               // what runs: the file without a byte order mark
    QByteArray checksum;           // of the raw bytes, see checksum.h
    bool transaction = true;       // false after `-- howdah: transaction off`
    bool read = true;              // false: only the name is known, see ReadDepth
    QStringList allowedRules = {}; // of the linter, by pack.yaml
    bool operator==(const Script &) const = default;
};

struct Migration
{
    Version version;
    QString name;
    Script up;
    std::optional<Script> down;
    std::vector<Problem> problems;
    bool operator==(const Migration &) const = default;
};

// What to do with a pending migration that is older than an applied one.
enum class OrderPolicy { Allow, Warn, Refuse };

// How the files of a folder are named, and which tool's history a database has. What pack.yaml calls them is in
// pack.cpp.
enum class Layout { Howdah, Prisma };
enum class HistoryKind { Howdah, Typeorm, Prisma };

// A rule of the linter that pack.yaml allows in a file, and why: what was applied somewhere takes no more comments.
struct AllowedRule
{
    QString file; // name within the folder
    QString rule;
    QString reason;
    bool operator==(const AllowedRule &) const = default;
};

// What lint does with its rules for a folder; see lintprofile.h.
struct LintProfile
{
    QStringList sets;             // that are asked for besides the rules that always count
    QMap<QString, QString> rules; // by name: "off", "info", "warning" or "error"
    bool operator==(const LintProfile &) const = default;
};

// pack.yaml; every field may be missing.
struct Pack
{
    QString title;
    Layout layout = Layout::Howdah;
    QString history = QStringLiteral("howdah"); // as pack.yaml names it; see historyKind()
    QString schema;                             // what unqualified names refer to; empty: the session's search_path
    OrderPolicy order = OrderPolicy::Warn;
    int server = 0;           // the oldest major version of PostgreSQL that its migrations run on; 0: not said
    bool journal = true;      // false: beside the history of another tool nothing of ours is written
    QString demo;             // the folder of its demo data
    QString demoDatabase;     // of the demo's private server; empty: called like `demo`
    bool demoPrompts = false; // the prompts of the demo are encrypted with a key of the demo
    QString historyTable;     // of TypeORM, where it is not "migrations"
    // Alembic's table beside the history: the revision that each migration stands for, oldest first; see
    // alembicbeside.h. Empty: there is no such table.
    std::vector<std::pair<QString, QString>> alembicRevisions;
    std::vector<AllowedRule> allowedRules;
    LintProfile lint;
    bool operator==(const Pack &) const = default;
};

// The layout of another tool, in which no migration is found.
struct OtherLayout
{
    QString tool; // "Flyway"; empty when no name tells whose it is
    QString advice;
    bool operator==(const OtherLayout &) const = default;
};

// A folder of migrations as a value: sorted by version, each version once; whatever is wrong stands in the problems.
struct Source
{
    QString folder;
    Pack pack;
    std::vector<Migration> migrations;
    std::vector<Problem> problems;    // of the folder: duplicates, stray files, pack.yaml
    std::optional<OtherLayout> other; // only without migrations
    bool operator==(const Source &) const = default;

    [[nodiscard]] const Migration *find(const Version &version) const;
    // All problems, those of the migrations included.
    [[nodiscard]] std::vector<Problem> allProblems() const;
};

using Files = QMap<QString, QByteArray>;

// Down files are half of a source, and a status does not need those of what is applied. A plan needs Everything.
enum class ReadDepth { Everything, UpFiles };

} // namespace howdah::migration
