// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/outputfile.h"
#include "base/propagate.h"
#include "cli/entities/entitysite.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "entity/view/viewexport.h"
#include "operations/entities/sessionsettings.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

using entity::ViewDefinition;
using entity::ViewFormat;

Result<std::vector<connection::Answer>> asked(EntitySite &site, const std::vector<connection::Statement> &statements)
{
    auto answer = site.target.session().pipeline(statements).result();
    if (const Error *error = failureOf(answer))
        return fail(*error);
    return std::move(answer->answers);
}

Error gone(const entity::BoundEntity &entity)
{
    return makeError(
        ErrorKind::NotFound,
        tr("There is no %1 with this key, or you may not see it").arg(entity.definition->singular));
}

Result<QByteArray> readView(
    EntitySite &site, const entity::BoundEntity &entity, const ViewDefinition &view, const entity::RowValues &key,
    ViewFormat format)
{
    using enum ViewDefinition::Kind;
    switch (view.kind) {
    case Timeline: {
        const auto question = entity::timelineQuestion(*site.entities, entity, view, key);
        ASSIGN_OR_RETURN(const auto answers, asked(site, question.statements));
        const entity::Timeline timeline = entity::timelineIn(question, answers);
        return timeline.head.isThere ? Result<QByteArray>(written(timeline, format)) : fail(gone(entity));
    }
    case Thread: {
        ASSIGN_OR_RETURN(const auto question, entity::threadQuestion(site.entities, entity, view, key));
        ASSIGN_OR_RETURN(const auto answers, asked(site, question.statements));
        entity::Thread thread = entity::threadIn(question, answers);
        if (!thread.head.isThere)
            return fail(gone(entity));
        if (!thread.problem.isEmpty())
            return fail(ErrorKind::Usage, thread.problem);
        if (!question.detailStatements.empty()) {
            ASSIGN_OR_RETURN(const auto details, asked(site, question.detailStatements));
            addDetails(thread, question, details);
        }
        return written(thread, format);
    }
    case Board: {
        const auto question = entity::boardQuestion(*site.entities, entity, view);
        ASSIGN_OR_RETURN(const auto answers, asked(site, question.statements));
        return written(entity::boardIn(question, answers), format);
    }
    }
    return QByteArray();
}

// The one that is meant: by its number from 1 on, else the first that fits what was given.
Result<const ViewDefinition *> viewOf(const entity::BoundEntity &entity, const EntityOptions &options)
{
    const auto &views = entity.definition->views;
    QStringList known;
    for (size_t i = 0; i < views.size(); ++i)
        known << tr("%1: %2 (%3)").arg(QString::number(i + 1), views[i].title, entity::viewKindName(views[i].kind));
    for (size_t i = 0; i < views.size(); ++i) {
        const bool isBoard = views[i].kind == ViewDefinition::Kind::Board;
        if (options.view > 0 ? int(i) + 1 == options.view : isBoard == options.key.isEmpty())
            return &views[i];
    }
    return fail(
        ErrorKind::Usage,
        options.view > 0 ? tr("%1 has no view %2").arg(entity.id(), QString::number(options.view))
                         : tr("%1 has no such view").arg(entity.id()),
        known.isEmpty() ? QString()
                        : tr("It has: %1. All but a board need the key of a row.").arg(known.join(u", "_s)));
}

} // namespace

int entityView(Output &output, const EntityOptions &options)
{
    const auto format = options.format.isEmpty() ? std::optional(output.json ? ViewFormat::Json : ViewFormat::Text)
                                                 : entity::viewFormatNamed(options.format);
    if (!format)
        return failed(
            output, makeError(ErrorKind::Usage, tr("\"%1\" is not a format of views").arg(options.format)),
            Stage::Words);
    EntitySite site;
    if (const int code = openSite(site, output, options, true); code != ExitOk)
        return code;
    const auto entity = entityNamed(site, options.entity);
    if (!entity)
        return failed(output, entity.error(), Stage::Finding);
    const auto view = viewOf(**entity, options);
    if (!view)
        return failed(output, view.error(), Stage::Words);
    entity::RowValues key;
    if ((*view)->kind != ViewDefinition::Kind::Board) {
        const auto named = keyNamed(**entity, options.key);
        if (!named)
            return failed(output, named.error(), Stage::Words);
        key = *named;
    }
    auto bytes = readView(site, **entity, **view, key, *format);
    if (bytes)
        *bytes = entity::noted(*std::move(bytes), *format, operations::settingsOf(site.target.connInfo()));
    if (!bytes)
        return failed(
            output, bytes.error(), bytes.error().kind == ErrorKind::NotFound ? Stage::Finding : Stage::Running);
    if (options.file.isEmpty()) {
        QStringList lines = QString::fromUtf8(*bytes).split(u'\n');
        for (QString &line : lines)
            line = plainLine(line);
        output.out << lines.join(u'\n') << Qt::flush;
        return ExitOk;
    }
    OutputFile file;
    Result<void> done = file.open(options.file);
    if (done)
        done = file.write(*bytes);
    if (done)
        done = file.keep();
    return done ? ExitOk : failed(output, done.error(), Stage::Running);
}

} // namespace howdah::cli
