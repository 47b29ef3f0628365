// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/modelfiles.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "entity/tr.h"

#include <QDir>
#include <QStandardPaths>

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

std::vector<ModelFile> packModels()
{
    std::vector<ModelFile> files;
    const QDir packs(packFolder());
    for (const QString &pack : packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString path = packs.filePath(pack + u'/' + PackFile);
        if (QFile::exists(path))
            files.push_back(made(path, readPlainFileIn(packs.filePath(pack), PackFile)));
    }
    return files;
}

std::vector<ModelFile> modelsIn(const QString &folder)
{
    std::vector<ModelFile> files;
    const QDir models(folder);
    for (const QString &name : models.entryList({u"*.yaml"_s}, QDir::Files, QDir::Name))
        files.push_back(made(models.filePath(name), readPlainFileIn(folder, name)));
    return files;
}

QString modelFolder()
{
    const QString moved = qEnvironmentVariable("HOWDAH_DATA_DIR");
    const QString base = moved.isEmpty()
                           ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/howdah"_s
                           : moved;
    return base + u"/entities"_s;
}

std::vector<ModelFile> allModels()
{
    std::vector<ModelFile> files = modelsIn(modelFolder());
    for (ModelFile &file : packModels())
        files.push_back(std::move(file));
    return files;
}

ModelFile readModelFile(const QString &path) { return made(path, readPlainFile(path)); }

} // namespace howdah::entity
