// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/foreignlayout.h"

#include "migration/source/foreignmarkers.h"
#include "migration/source/tr.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// A name that only this tool gives. The first that matches any file decides, so what says more stands first.
struct Sign
{
    QLatin1StringView tool;
    QLatin1StringView pattern;
};

constexpr std::array Signs{
    Sign{"Drizzle"_L1, "^(meta/_journal\\.json|[^/]+/snapshot\\.json|drizzle\\.config\\.[jt]s)$"_L1},
    Sign{"Prisma"_L1, "^([^/]+/migration\\.sql|schema\\.prisma|migrations/migration_lock\\.toml)$"_L1},
    Sign{"Sqitch"_L1, "^sqitch\\.(plan|conf)$"_L1},
    Sign{"Atlas"_L1, "^atlas\\.sum$"_L1},
    Sign{"Alembic"_L1, "^(alembic\\.ini|script\\.py\\.mako|env\\.py|[0-9a-f]{12}_\\w+\\.py)$"_L1},
    Sign{"Liquibase"_L1, "^(db\\.)?changelog[^/]*\\.(xml|ya?ml|json|sql)$"_L1},
    Sign{"graphile-migrate"_L1, "^(\\.gmrc|committed/.*|current\\.sql|current/.*)$"_L1},
    Sign{"Flyway"_L1, "^([VUB][0-9][0-9._]*__|R__)[^/]*\\.(sql|java|conf)$"_L1},
    Sign{"Ecto"_L1, "^[0-9]{14}_\\w+\\.exs$"_L1},
    Sign{"Rails"_L1, "^[0-9]{14}_\\w+\\.rb$"_L1},
    Sign{"Laravel"_L1, "^[0-9]{4}_[0-9]{2}_[0-9]{2}_[0-9]{6}_\\w+\\.php$"_L1},
    Sign{"Doctrine"_L1, "^Version[0-9]{14}\\.php$"_L1},
    Sign{"Django"_L1, "^[0-9]{4}_\\w+\\.py$"_L1},
    Sign{"Entity Framework"_L1, "^([0-9]{14}_\\w+\\.(Designer\\.)?cs|\\w+ModelSnapshot\\.cs)$"_L1},
    Sign{"goose"_L1, "^[0-9]+_[^/]*\\.go$"_L1},
    Sign{"TypeORM"_L1, "^[0-9]{13}-[^/]*\\.[cm]?[jt]s$"_L1},
    Sign{"node-pg-migrate"_L1, "^([0-9]{13}|[0-9]{17})_[^/]*\\.[cm]?[jt]s$"_L1},
    Sign{"Knex"_L1, "^[0-9]{14}_[^/]*\\.[cm]?[jt]s$"_L1},
    Sign{"Sequelize"_L1, "^[0-9]{14}-[^/]*\\.[cm]?[jt]s$"_L1},
    Sign{"SeaORM"_L1, "^m[0-9]{8}_[0-9]{6}_\\w+\\.rs$"_L1},
    Sign{"Diesel"_L1, "^[^/]+/up\\.sql$"_L1},
};

// What its files say of their tool.
QString toolOfMarkers(const Files &files)
{
    for (const QByteArray &text : files) {
        const std::vector<ForeignSection> sections = foreignSections(text);
        if (!sections.empty())
            return sections.front().tool;
        if (text.contains("--> statement-breakpoint"))
            return u"Drizzle"_s;
        if (text.startsWith("--liquibase formatted sql") || text.startsWith("-- liquibase formatted sql"))
            return u"Liquibase"_s;
    }
    return {};
}

QString toolOfNames(const QStringList &names)
{
    for (const Sign &sign : Signs) {
        const QRegularExpression pattern(sign.pattern);
        if (std::ranges::any_of(names, [&pattern](const QString &name) { return pattern.match(name).hasMatch(); }))
            return sign.tool;
    }
    return {};
}

// "20240101_users.sql": sqlx, Supabase and others, which one the files do not say.
bool hasSingleFiles(const QStringList &names)
{
    static const QRegularExpression Single(u"^[0-9]+[-_.][^/]*\\.sql$"_s);
    return std::ranges::any_of(names, [](const QString &name) {
        return !name.endsWith(".up.sql"_L1) && !name.endsWith(".down.sql"_L1) && Single.match(name).hasMatch();
    });
}

} // namespace

std::optional<OtherLayout> recogniseLayout(const QStringList &names, const Files &files)
{
    QString tool = toolOfMarkers(files);
    if (tool.isEmpty())
        tool = toolOfNames(names);
    if (tool == "Prisma"_L1 && names.contains(u"migrations/"_s))
        return OtherLayout{tool, tr("Give the folder migrations in it.")};
    if (tool == "Prisma"_L1)
        return OtherLayout{
            tool,
            tr("Write \"layout: prisma\" into a file pack.yaml in it, or put Prisma's migration_lock.toml back.")};
    const QString advice = tr(
        "Only pairs such as 001-users.up.sql and 001-users.down.sql are read, and folders of Prisma: write the SQL of "
        "its migrations into such files.");
    if (!tool.isEmpty())
        return OtherLayout{tool, advice};
    if (hasSingleFiles(names))
        return OtherLayout{
            {},
            tr("Its files have no direction in their names, as with sqlx or Supabase: name them 001-users.up.sql, and "
               "what undoes them 001-users.down.sql.")};
    return std::nullopt;
}

std::optional<Version> versionOfCode(const QString &file)
{
    static constexpr std::array Kinds{
        ".go"_L1,   ".ts"_L1,  ".mts"_L1, ".cts"_L1,  ".js"_L1,   ".mjs"_L1,    ".cjs"_L1,   ".py"_L1,  ".rb"_L1,
        ".php"_L1,  ".exs"_L1, ".ex"_L1,  ".java"_L1, ".kt"_L1,   ".cs"_L1,     ".rs"_L1,    ".pl"_L1,  ".sh"_L1,
        ".yaml"_L1, ".yml"_L1, ".xml"_L1, ".json"_L1, ".toml"_L1, ".groovy"_L1, ".scala"_L1, ".clj"_L1, ".edn"_L1};
    if (!std::ranges::any_of(Kinds, [&file](QLatin1StringView kind) { return file.endsWith(kind); }))
        return std::nullopt;
    return Version::leading(file);
}

} // namespace howdah::migration
