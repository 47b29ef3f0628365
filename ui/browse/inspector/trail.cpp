// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/trail.h"

#include "browse/filter/operatortexts.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "value/valuetext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QTextDocument>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr size_t MostStops = 30;
constexpr qsizetype MostCrumbLetters = 48;

void Trail::start(TrailStop stop)
{
    m_stops = {std::move(stop)};
    m_at = 0;
}

void Trail::step(TrailStop stop)
{
    m_stops.resize(size_t(m_at) + 1);
    m_stops.push_back(std::move(stop));
    if (m_stops.size() > MostStops)
        m_stops.erase(m_stops.begin());
    m_at = int(m_stops.size()) - 1;
}

void Trail::note(TrailStop stop)
{
    if (m_at >= 0 && m_stops[size_t(m_at)].relation == stop.relation)
        m_stops[size_t(m_at)] = std::move(stop);
}

const TrailStop &Trail::go(int by)
{
    m_at += by;
    return m_stops[size_t(m_at)];
}

// ---- shown

static QString filterText(const data::FilterSet &filters)
{
    QStringList words;
    for (const data::Filter &filter : filters.filters) {
        QString text = filter.column + u' ' + operatorText(filter.op);
        if (data::takesValue(filter.op))
            text += u' ' + filter.value;
        words << (filter.negated ? TrailBar::tr("not %1").arg(text) : text);
    }
    if (!filters.groups.empty())
        words << u"…"_s;
    if (!filters.condition.isEmpty())
        words << filters.condition;
    if (!filters.search.isEmpty())
        words << TrailBar::tr("“%1”").arg(filters.search);
    return words.join(filters.join == data::Join::Any ? TrailBar::tr(" or ") : u", "_s);
}

QString crumbText(const TrailStop &stop)
{
    const QString filter = filterText(stop.filters);
    return filter.isEmpty() ? stop.name : TrailBar::tr("%1 where %2").arg(stop.name, filter);
}

TrailBar::TrailBar(QWidget *parent)
    : QWidget(parent)
    , m_crumbs(new QHBoxLayout)
    , m_back(new QAction(icon(u"go-previous"_s), tr("Back to the previous reference"), this))
    , m_forward(new QAction(icon(u"go-next"_s), tr("Forward to the next reference"), this))
{
    m_back->setShortcut(QKeySequence(u"Alt+Left"_s));
    m_forward->setShortcut(QKeySequence(u"Alt+Right"_s));
    connect(m_back, &QAction::triggered, this, [this] {
        if (m_hasWayBack)
            Q_EMIT wayBackWanted();
        else if (m_canGoBack)
            Q_EMIT wanted(-1);
        else
            Q_EMIT pageWanted(m_page);
    });
    connect(m_forward, &QAction::triggered, this, [this] { Q_EMIT wanted(1); });
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::inside, space::tight, space::inside, 0);
    layout->setSpacing(space::tight);
    for (QAction *action : {m_back, m_forward}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        layout->addWidget(button);
    }
    m_toPage = new QToolButton(this);
    m_toPage->setObjectName(u"backToPage"_s);
    m_toPage->setAutoRaise(true);
    connect(m_toPage, &QToolButton::clicked, this, [this] { Q_EMIT pageWanted(m_page); });
    layout->addWidget(m_toPage);
    m_crumbs->setSpacing(0);
    layout->addLayout(m_crumbs);
    layout->addStretch(1);
    setTrail({});
}

void TrailBar::setTrail(const Trail &trail)
{
    while (QLayoutItem *item = m_crumbs->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_canGoBack = trail.canGo(-1);
    m_forward->setEnabled(trail.canGo(1));
    m_stops = int(trail.stops().size());
    showWays();
    for (int i = 0; i < int(trail.stops().size()); ++i) {
        if (i > 0)
            m_crumbs->addWidget(mutedLabel(u"›"_s, this));
        const QString text = crumbText(trail.stops()[size_t(i)]);
        auto *crumb = new QToolButton(this);
        crumb->setText(plainCaption(text, MostCrumbLetters));
        crumb->setToolTip(Qt::convertFromPlainText(singleLine(text, 500)));
        crumb->setAccessibleName(singleLine(text, MostCrumbLetters));
        crumb->setAutoRaise(true);
        crumb->setCheckable(true);
        crumb->setChecked(i == trail.at());
        m_crumbs->addWidget(crumb);
        connect(crumb, &QToolButton::clicked, this, [this, crumb, by = i - trail.at()] {
            crumb->setChecked(by == 0);
            if (by != 0)
                Q_EMIT wanted(by);
        });
    }
}

void TrailBar::setWayBack(bool canGo)
{
    m_hasWayBack = canGo;
    showWays();
}

void TrailBar::setPage(const QString &key, const QString &title)
{
    m_page = key;
    m_pageTitle = title;
    m_toPage->setText(tr("Back to %1").arg(title));
    m_toPage->setAccessibleName(m_toPage->text());
    showWays();
}

void TrailBar::showWays()
{
    m_back->setEnabled(m_canGoBack || m_hasWayBack || !m_page.isEmpty());
    m_toPage->setVisible(!m_page.isEmpty());
    setVisible(m_stops > 1 || !m_page.isEmpty());
}

QStringList TrailBar::texts() const
{
    QStringList texts;
    for (int i = 0; i < m_crumbs->count(); ++i) {
        if (const auto *crumb = qobject_cast<QToolButton *>(m_crumbs->itemAt(i)->widget()))
            texts << crumb->accessibleName();
    }
    return texts;
}

} // namespace howdah::ui
