// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/entities/entitysite.h"

#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "entity/actionsql.h"
#include "entity/labels.h"
#include "operations/entities/reveal.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using entity::BoundEntity;
using entity::LabelledColumn;
using entity::Record;
using entity::RowValues;

namespace {

constexpr int NewestRows = 3;
constexpr qint64 MostCounted = 100'000;

// One row as a card on the terminal.
class Card final
{
public:
    Card(Output &output, EntitySite &site, const BoundEntity &entity, const EntityOptions &options)
        : m_output(output)
        , m_site(site)
        , m_entity(entity)
        , m_options(options)
    {
    }

    Result<void> show(const Record &record)
    {
        if (Result<void> read = readLabels(record); !read)
            return read;
        head(record);
        facts(record);
        if (Result<void> read = relations(record); !read)
            return read;
        if (Result<void> read = actions(record); !read)
            return read;
        if (m_output.json) {
            m_json.insert(u"format"_s, 1);
            m_json.insert(u"exitCode"_s, int(ExitOk));
            print(m_output, m_json);
        }
        m_output.out << Qt::flush;
        return {};
    }

private:
    // Of all references at once.
    Result<void> readLabels(const Record &record)
    {
        m_columns = labelledColumns(*m_site.entities, m_entity.relation);
        std::vector<entity::LabelWish> wishes;
        for (const LabelledColumn &column : m_columns) {
            if (const auto key = keyOf(column, record))
                wishes.push_back({column.source, {*key}});
        }
        return entity::readLabels(m_site.target.session(), m_labels, wishes);
    }

    static std::optional<entity::LabelKey> keyOf(const LabelledColumn &column, const Record &record)
    {
        entity::LabelKey key;
        for (const QString &name : column.columns) {
            const auto value = record.values.value(name);
            if (!value)
                return {};
            key.push_back(*value);
        }
        return key;
    }

    [[nodiscard]] QString labelled(const QString &name, const Record &record) const
    {
        for (const LabelledColumn &column : m_columns) {
            const auto key = column.column == name ? keyOf(column, record) : std::nullopt;
            const auto label = key ? m_labels.label(column.source, *key) : std::nullopt;
            if (label && !label->isEmpty())
                return *label;
        }
        return {};
    }

    void line(const QString &text) const
    {
        if (!m_output.json)
            m_output.out << plainLine(text) << u'\n';
    }

    void head(const Record &record)
    {
        const QString &state = m_entity.definition->state.column;
        const QString value = QString::fromUtf8(record.values.value(state).value_or(QByteArray()));
        line(tr("%1: %2").arg(m_entity.definition->singular, record.label));
        if (!record.subtitle.isEmpty())
            line(record.subtitle);
        if (!value.isEmpty())
            line(tr("State: %1").arg(value));
        m_json.insert(u"entity"_s, m_entity.model->id + u'.' + m_entity.id());
        m_json.insert(u"key"_s, keyText(m_entity, record.values));
        m_json.insert(u"label"_s, record.label);
        m_json.insert(u"state"_s, value);
    }

    void facts(const Record &record)
    {
        std::vector<QStringList> rows;
        QJsonObject values;
        for (const catalog::Column &column : m_site.entities->catalog().columnsOf(m_entity.relation)) {
            const auto value = record.values.value(column.name);
            const bool isMasked = m_entity.definition->isSensitive(column.name) && !m_options.reveal;
            const QString text = !value ? QString() : isMasked ? u"***"_s : QString::fromUtf8(*value);
            values.insert(column.name, value ? QJsonValue(text) : QJsonValue());
            const QString label = labelled(column.name, record);
            if (value)
                rows.push_back({u"  "_s + column.name, label.isEmpty() ? text : label + u" ("_s + text + u')'});
        }
        m_json.insert(u"values"_s, values);
        if (!m_output.json)
            m_output.out << u'\n' << alignedTable(std::move(rows));
    }

    Result<void> relations(const Record &record)
    {
        QJsonArray array;
        for (const entity::RelationDefinition &relation : m_entity.definition->relations) {
            const auto count = relatedCount(*m_site.entities, m_entity, relation, record.values, MostCounted);
            const auto newest = relatedRows(*m_site.entities, m_entity, relation, record.values, NewestRows);
            if (!count || !newest || relation.kind == entity::RelationKind::Parent)
                continue;
            const auto answer = m_site.target.session().pipeline({*count, *newest}).result();
            if (const Error *error = failureOf(answer))
                return fail(*error);
            const qint64 counted = answer->answers[0].rows.integer(0, 0);
            const bool isMore = counted > MostCounted;
            line(tr("%1: %2").arg(
                relation.title, isMore ? tr("more than %1").arg(MostCounted) : QString::number(counted)));
            QJsonArray rows;
            for (const entity::RelatedRow &row :
                 relatedIn(*m_site.entities, m_entity, relation, answer->answers[1].rows)) {
                const QString key = keyText(*m_site.entities->otherOf(m_entity, relation), row.key);
                line(u"    "_s + QStringList{row.label, row.state, key}.join(u"  "_s));
                rows.append(QJsonObject{{u"key"_s, key}, {u"label"_s, row.label}, {u"state"_s, row.state}});
            }
            array.append(QJsonObject{
                {u"relation"_s, relation.id},
                {u"entity"_s, relation.entity},
                {u"count"_s, isMore ? MostCounted : counted},
                {u"more"_s, isMore},
                {u"newest"_s, rows}});
        }
        m_json.insert(u"relations"_s, array);
        return {};
    }

    Result<void> actions(const Record &record)
    {
        QJsonArray array;
        if (m_entity.definition->actions.empty())
            return {};
        const auto answer =
            m_site.target.session().query(preconditionStatement(*m_site.entities, m_entity, record.values)).result();
        if (!answer)
            return fail(answer.error());
        qsizetype place = 0;
        line({});
        for (const entity::ActionDefinition &action : m_entity.definition->actions) {
            QString why;
            for (const entity::PreconditionDefinition &one : action.preconditions) {
                const bool holds = answer->rows.rowCount() == 1 && answer->rows.boolean(0, place);
                ++place;
                if (!holds && why.isEmpty())
                    why = one.otherwise;
            }
            line(
                why.isEmpty() ? tr("Action %1: %2").arg(action.id, action.words)
                              : tr("Action %1, not now: %2").arg(action.id, why));
            array.append(QJsonObject{{u"action"_s, action.id}, {u"possible"_s, why.isEmpty()}, {u"why"_s, why}});
        }
        m_json.insert(u"actions"_s, array);
        return {};
    }

    Output &m_output;
    EntitySite &m_site;
    const BoundEntity &m_entity;
    const EntityOptions &m_options;
    std::vector<LabelledColumn> m_columns;
    entity::LabelCache m_labels;
    QJsonObject m_json;
};

int showList(Output &output, EntitySite &site, const BoundEntity &entity, const EntityOptions &options)
{
    const auto answer = site.target.session()
                            .query(listStatement(*site.entities, entity, options.search, std::max(1, options.limit)))
                            .result();
    if (!answer)
        return failed(output, answer.error(), Stage::Running);
    std::vector<QStringList> rows{{tr("Key"), tr("Label"), tr("State"), tr("Subtitle")}};
    QJsonArray array;
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row) {
        const Record record = recordIn(*site.entities, entity, answer->rows, row);
        const QString key = keyText(entity, record.values);
        const QString state =
            QString::fromUtf8(record.values.value(entity.definition->state.column).value_or(QByteArray()));
        rows.push_back({key, record.label, state, record.subtitle});
        array.append(QJsonObject{
            {u"key"_s, key}, {u"label"_s, record.label}, {u"state"_s, state}, {u"subtitle"_s, record.subtitle}});
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"rows"_s, array}, {u"exitCode"_s, int(ExitOk)}});
    else
        output.out << alignedTable(std::move(rows)) << Qt::flush;
    return ExitOk;
}

} // namespace

int entityShow(Output &output, const EntityOptions &options)
{
    EntitySite site;
    if (const int code = openSite(site, output, options, true); code != ExitOk)
        return code;
    const auto entity = entityNamed(site, options.entity);
    if (!entity)
        return failed(output, entity.error(), Stage::Finding);
    if (options.key.isEmpty())
        return showList(output, site, **entity, options);
    const auto key = keyNamed(**entity, options.key);
    if (!key)
        return failed(output, key.error(), Stage::Words);
    const QStringList &sensitive = (*entity)->definition->sensitive;
    if (options.reveal && !sensitive.isEmpty()) {
        const QString table = (*entity)->schema + u'.' + (*entity)->table();
        if (const auto noted = operations::noteReveal(site.target.lockPlace(), table, sensitive, options.key); !noted)
            return failed(output, noted.error(), Stage::Finding);
    }
    const auto answer = site.target.session().query(recordStatement(*site.entities, **entity, *key)).result();
    if (!answer)
        return failed(output, answer.error(), Stage::Running);
    if (answer->rows.rowCount() != 1)
        return failed(
            output,
            makeError(
                ErrorKind::NotFound,
                tr("There is no %1 with this key, or you may not see it").arg((*entity)->definition->singular)),
            Stage::Finding);
    const Result<void> shown =
        Card(output, site, **entity, options).show(recordIn(*site.entities, **entity, answer->rows, 0));
    return shown ? ExitOk : failed(output, shown.error(), Stage::Running);
}

} // namespace howdah::cli
