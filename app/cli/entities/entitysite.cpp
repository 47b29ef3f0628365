// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/entities/entitysite.h"

#include "catalog/catalogreader.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/entities/sessionsettings.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

int openSite(EntitySite &site, Output &output, const EntityOptions &options, bool readOnly)
{
    if (readOnly)
        site.target.readOnly();
    if (const int code = openTarget(site.target, output, options.database, u"entities"_s); code != ExitOk)
        return code;
    const auto catalog = catalog::CatalogReader(site.target.session()).readNow();
    if (!catalog)
        return failed(output, catalog.error(), Stage::Running);
    const std::vector<entity::ModelFile> files = entity::allModels();
    for (const entity::ModelFile &file : files) {
        for (const entity::DefinitionProblem &problem : file.reading.problems)
            output.err << plainLine(describe(problem, file.path)) << Qt::endl;
    }
    site.entities = std::make_shared<const entity::Entities>(files, *catalog);
    const auto reasons = operations::hiddenReasons(site.target.session(), *site.entities);
    for (const QString &reason : reasons ? *reasons : QStringList())
        output.err << plainLine(tr("%1 (--set NAME=VALUE)").arg(reason)) << Qt::endl;
    return ExitOk;
}

Result<const entity::BoundEntity *> entityNamed(const EntitySite &site, const QString &name)
{
    if (const entity::BoundEntity *found = site.entities->named(name))
        return found;
    QStringList known;
    for (const entity::BoundModel &model : site.entities->models()) {
        for (const entity::BoundEntity &one : model.entities)
            known << one.id();
    }
    return fail(
        ErrorKind::Usage, tr("There is no entity \"%1\" here").arg(name),
        known.isEmpty() ? tr("No model describes this database; howdahctl entities draft writes one.")
                        : tr("Use one of: %1.").arg(known.join(u", "_s)));
}

Result<entity::RowValues> keyNamed(const entity::BoundEntity &entity, const QString &text)
{
    if (entity.key.isEmpty())
        return fail(ErrorKind::Usage, tr("The rows of %1 have no key").arg(entity.table()));
    const QStringList parts = entity.key.size() == 1 ? QStringList{text} : text.split(u',');
    if (parts.size() != entity.key.size())
        return fail(
            ErrorKind::Usage, tr("The key of %1 has %2 columns: %3")
                                  .arg(entity.table())
                                  .arg(entity.key.size())
                                  .arg(entity.key.join(u", "_s)));
    entity::RowValues key;
    for (qsizetype i = 0; i < parts.size(); ++i)
        key.insert(entity.key[i], parts[i].trimmed().toUtf8());
    return key;
}

QString keyText(const entity::BoundEntity &entity, const entity::RowValues &row)
{
    QStringList parts;
    for (const QString &name : entity.key)
        parts << QString::fromUtf8(row.value(name).value_or(QByteArray()));
    return parts.join(u", "_s);
}

} // namespace howdah::cli
