// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/modelfiles.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "entity/tr.h"

#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace howdah::entity {

static constexpr auto PackFile = "entities.yaml"_L1;

static QString packFolder() { return shareFolder() + u"/migrations"_s; }

static ModelFile made(const QString &path, const Result<QByteArray> &yaml)
{
    if (yaml)
        return {path, readModel(*yaml, path)};
    ModelReading unread;
    unread.problems.push_back({0, 0, tr("The file cannot be read: %1").arg(yaml.error().message), yaml.error().hint});
    return {path, std::move(unread)};
}

bool ModelFile::isBuiltIn() const { return path.startsWith(packFolder() + u'/'); }

// What a file is worth reading for.
using Chosen = std::function<bool(const QByteArray &yaml)>;

static void add(std::vector<ModelFile> &files, const QString &folder, const QString &name, const Chosen &isChosen)
{
    const Result<QByteArray> yaml = readPlainFileIn(folder, name);
    if (!yaml || isChosen(*yaml))
        files.push_back(made(folder + u'/' + name, yaml));
}

static std::vector<ModelFile> packModels(const Chosen &isChosen)
{
    std::vector<ModelFile> files;
    const QDir packs(packFolder());
    for (const QString &pack : packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (QFile::exists(packs.filePath(pack + u'/' + PackFile)))
            add(files, packs.filePath(pack), PackFile, isChosen);
    }
    return files;
}

static std::vector<ModelFile> modelsIn(const QString &folder, const Chosen &isChosen)
{
    std::vector<ModelFile> files;
    for (const QString &name : QDir(folder).entryList({u"*.yaml"_s}, QDir::Files, QDir::Name))
        add(files, folder, name, isChosen);
    return files;
}

static std::vector<ModelFile> allModels(const Chosen &isChosen)
{
    std::vector<ModelFile> files = modelsIn(modelFolder(), isChosen);
    std::ranges::move(packModels(isChosen), std::back_inserter(files));
    return files;
}

static bool every(const QByteArray & /*yaml*/) { return true; }

std::vector<ModelFile> packModels() { return packModels(every); }

std::vector<ModelFile> modelsIn(const QString &folder) { return modelsIn(folder, every); }

std::vector<ModelFile> allModels() { return allModels(every); }

// "tables: [one, two]" at the beginning of a line. Anything else is left to the reader.
static QStringList tablesIn(const QByteArray &yaml)
{
    static const QRegularExpression line(u"^tables: *\\[([a-z0-9_, ]*)\\] *$"_s, QRegularExpression::MultilineOption);
    const QRegularExpressionMatch match = line.match(QString::fromUtf8(yaml));
    QStringList tables;
    for (const QStringView table : match.capturedView(1).split(u',', Qt::SkipEmptyParts))
        tables << table.trimmed().toString();
    return tables;
}

std::vector<ModelFile> modelsFor(const catalog::Catalog &catalog)
{
    return allModels([&](const QByteArray &yaml) {
        return std::ranges::any_of(catalog.schemas, [&, tables = tablesIn(yaml)](const catalog::Schema &schema) {
            return std::ranges::all_of(
                tables, [&](const QString &table) { return catalog.relation(schema.name, table) != nullptr; });
        });
    });
}

QString modelFolder()
{
    const QString moved = qEnvironmentVariable("HOWDAH_DATA_DIR");
    const QString base = moved.isEmpty()
                           ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/howdah"_s
                           : moved;
    return base + u"/entities"_s;
}

ModelFile readModelFile(const QString &path) { return made(path, readPlainFile(path)); }

} // namespace howdah::entity
