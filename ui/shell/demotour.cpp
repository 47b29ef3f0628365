// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/demotour.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"

#include <QCommandLinkButton>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DemoTour::DemoTour(ConnectionController &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_title(headingLabel({}))
    , m_description(mutedLabel({}))
    , m_steps(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_title->setObjectName(u"tourTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_description->setObjectName(u"tourDescription"_s);
    m_description->setTextFormat(Qt::PlainText);
    m_description->setWordWrap(true);
    column->addWidget(m_title);
    column->addWidget(m_description);
    m_steps->setContentsMargins(0, 0, 0, 0);
    m_steps->setSpacing(space::inside);
    column->addLayout(m_steps);
    connect(&connection, &ConnectionController::stateChanged, this, &DemoTour::follow);
    connect(&connection.entityBook(), &EntityBook::changed, this, &DemoTour::follow);
    follow();
}

void DemoTour::follow()
{
    while (QLayoutItem *item = m_steps->takeAt(0)) {
        if (QWidget *step = item->widget()) {
            step->hide();
            step->deleteLater(); // a click on it may be on the stack
        }
        delete item;
    }
    const auto entities = m_connection.entityBook().entities();
    const auto found = std::ranges::find_if(
        entities->models(), [](const entity::BoundModel &bound) { return !bound.model->tour.empty(); });
    const bool isThere = m_connection.isConnected() && found != entities->models().end();
    if (isThere)
        fill(*found);
    setVisible(isThere);
    Q_EMIT shown(isThere);
}

void DemoTour::fill(const entity::BoundModel &bound)
{
    const auto entities = m_connection.entityBook().entities();
    m_title->setText(bound.model->title);
    double rows = 0;
    for (const entity::BoundEntity &one : bound.entities) {
        if (const catalog::Relation *relation = entities->catalog().relation(one.relation))
            rows += std::max(0.0, double(relation->estimatedRows));
    }
    m_description->setText(
        bound.model->description + u'\n'
        + tr("%L1 kinds of entities, about %L2 rows").arg(int(bound.entities.size())).arg(qint64(rows)));
    int number = 0;
    for (const entity::TourStep &step : bound.model->tour) {
        const entity::BoundEntity *one = step.entity.isEmpty() ? nullptr : bound.entity(step.entity);
        if (!one && step.page.isEmpty())
            continue; // an older migration has no such table
        auto *way = new QCommandLinkButton(plainCaption(step.title), step.words);
        way->setObjectName(u"try%1"_s.arg(++number));
        way->setIcon(icon(u"go-next"_s, Tone::Accent));
        way->setIconSize({space::iconLarge, space::iconLarge});
        way->setAccessibleName(step.title);
        way->setAccessibleDescription(step.words.isEmpty() ? step.title : step.words);
        m_steps->addWidget(way);
        if (!one) {
            connect(way, &QAbstractButton::clicked, this, [this, page = step.page, place = step.place] {
                Q_EMIT placeWanted(page, place);
            });
            continue;
        }
        const QString where = step.where.isEmpty() ? QString() : step.where.source();
        connect(way, &QAbstractButton::clicked, this, [this, schema = one->schema, table = one->table(), where] {
            Q_EMIT rowsWanted(schema, table, where);
        });
    }
}

} // namespace howdah::ui
