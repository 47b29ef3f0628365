// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migratebench.h"

#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationlist.h"
#include "migrate/run/runpanel.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::ui {

MigrateBench::MigrateBench(const DetailActions &actions, QWidget *parent)
    : QSplitter(Qt::Horizontal, parent)
    , m_list(new MigrationList)
    , m_detail(new MigrationDetail(actions))
    , m_panel(new RunPanel)
    , m_right(new QSplitter(Qt::Vertical))
{
    m_panel->hide();
    m_right->setChildrenCollapsible(false);
    m_right->addWidget(m_detail);
    m_right->addWidget(m_panel);
    m_right->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 0);
    m_right->setSizes({420, 300});
    setChildrenCollapsible(false);
    addWidget(m_list);
    addWidget(m_right);
    setStretchFactor(0, 0);
    setStretchFactor(1, 1);
    setSizes({400, 800});
}

void MigrateBench::showPanel()
{
    if (!m_panel->isHidden())
        return;
    m_panel->show();
    const int height = m_right->height();
    m_right->setSizes({height * 5 / 9, height * 4 / 9});
}

void MigrateBench::hidePanel()
{
    m_panel->hide();
    m_list->focusList();
}

void MigrateBench::save(QJsonObject &state) const
{
    state.insert(u"columns"_s, QString::fromLatin1(saveState().toBase64()));
    state.insert(u"right"_s, QString::fromLatin1(m_right->saveState().toBase64()));
    state.insert(u"tab"_s, int(m_detail->tab()));
}

void MigrateBench::restore(const QJsonObject &state)
{
    const auto bytes = [&state](const QString &name) {
        return QByteArray::fromBase64(state[name].toString().toLatin1());
    };
    restoreState(bytes(u"columns"_s));
    m_right->restoreState(bytes(u"right"_s));
    m_detail->setTab(MigrationDetail::Tab(qBound(0, state[u"tab"_s].toInt(), MigrationDetail::TabCount - 1)));
}

} // namespace howdah::ui
