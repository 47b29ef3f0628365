// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/rowviews.h"

#include "grid/gridview.h"
#include "browse/rowspane.h"
#include "browse/tabletab.h"
#include "common/icons.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::BoundEntity;
using entity::ReachedView;
using entity::RowValues;
using Kind = entity::ViewDefinition::Kind;

RowViews::RowViews(const PageServices &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_entities(services.connection->entityBook().entities())
{
    struct Face
    {
        Kind kind;
        QString text;
        QString iconName;
        QString name;
    };
    for (const Face &face :
         {Face{Kind::Timeline, tr("Open as timeline"), u"view-calendar-timeline"_s, u"openAsTimeline"_s},
          Face{Kind::Thread, tr("Open as thread"), u"dialog-messages"_s, u"openAsThread"_s},
          Face{Kind::Board, tr("Open as board"), u"view-column"_s, u"openAsBoard"_s}}) {
        auto *action = new QAction(icon(face.iconName), face.text, this);
        action->setObjectName(face.name);
        connect(action, &QAction::triggered, this, [this, kind = face.kind] { open(kind); });
        m_actions << action;
    }
    connect(&m_services.connection->entityBook(), &EntityBook::changed, this, [this] {
        m_entities = m_services.connection->entityBook().entities();
        update();
    });
    update();
}

void RowViews::setTable(TableTab *table)
{
    m_table = table;
    update();
}

const BoundEntity *RowViews::shown() const
{
    return m_table && m_table->relation() != 0 && m_entities->snapshot() ? m_entities->of(m_table->relation())
                                                                         : nullptr;
}

void RowViews::update()
{
    const BoundEntity *entity = shown();
    for (const Kind kind : {Kind::Timeline, Kind::Thread, Kind::Board}) {
        const bool isThere = entity && entity::viewFrom(*m_entities, *entity, kind);
        action(kind)->setVisible(isThere);
        action(kind)->setEnabled(isThere);
    }
}

std::optional<ViewPlace> RowViews::placeOf(quint32 relation, const RowValues &key, int view) const
{
    const BoundEntity *entity = m_entities->snapshot() ? m_entities->of(relation) : nullptr;
    if (!entity || view < 0 || view >= int(entity->definition->views.size()))
        return {};
    const bool isBoard = entity->definition->views[size_t(view)].kind == Kind::Board;
    return ViewPlace{entity->schema, entity->table(), view, isBoard ? RowValues() : key, {}};
}

std::optional<ViewPlace> RowViews::boardOf(quint32 relation) const
{
    const BoundEntity *entity = m_entities->snapshot() ? m_entities->of(relation) : nullptr;
    const auto reached = entity ? entity::viewFrom(*m_entities, *entity, Kind::Board) : std::nullopt;
    return reached ? placeOf(reached->entity->relation, {}, reached->view) : std::nullopt;
}

RowValues RowViews::currentKey(const BoundEntity &entity) const
{
    RowValues key;
    const GridModel *model = m_table->rows()->model();
    const int row = m_table->rows()->grid()->table()->currentIndex().row();
    if (row < 0 || !model->isOpen() || row >= model->readRows())
        return key;
    const auto &columns = m_table->rows()->shape().columns;
    for (const QString &name : entity.key) {
        const auto column = std::ranges::find(columns, name, &data::ColumnShape::name);
        if (column == columns.end())
            return {};
        const data::CellValue value = model->rows().value(row, int(column - columns.begin()));
        if (!value.isText())
            return {};
        key.insert(name, value.bytes());
    }
    return key;
}

void RowViews::open(Kind kind)
{
    const BoundEntity *entity = shown();
    const auto reached = entity ? entity::viewFrom(*m_entities, *entity, kind) : std::nullopt;
    if (!reached)
        return;
    if (kind == Kind::Board) {
        if (const auto place = boardOf(entity->relation))
            Q_EMIT wanted(*place, m_table->currentStop());
        return;
    }
    const RowValues key = currentKey(*entity);
    if (key.isEmpty())
        return Q_EMIT refused(tr("Select a row that has been saved first"));
    if (reached->path.empty())
        return Q_EMIT wanted(*placeOf(entity->relation, key, reached->view), m_table->currentStop());
    follow(*reached, key);
}

void RowViews::follow(const ReachedView &reached, const RowValues &row)
{
    auto session = m_services.connection->takeSession(connection::SessionRole::Reader, u"view"_s);
    if (!session)
        return Q_EMIT refused(session.error().message);
    m_session = *std::move(session);
    const BoundEntity *from = shown();
    m_asked.ask(
        this, m_session->query(entity::reachStatement(*m_entities, *from, reached, row)),
        [this, from, reached, keeps = m_entities,
         origin = m_table->currentStop()](const Result<connection::Answer> &answer) {
            m_session.reset();
            if (!answer)
                return Q_EMIT refused(answer.error().message);
            const auto at = entity::reachedIn(*keeps, *from, reached, answer->rows);
            if (!at)
                return Q_EMIT refused(tr("This row belongs to no %1").arg(reached.entity->definition->singular));
            Q_EMIT wanted(
                ViewPlace{reached.entity->schema, reached.entity->table(), reached.view, at->key, at->said}, origin);
        });
}

} // namespace howdah::ui
