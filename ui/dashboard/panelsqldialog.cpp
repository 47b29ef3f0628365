// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelsqldialog.h"

#include "common/sqlview.h"
#include "common/widgets.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PanelSqlDialog::PanelSqlDialog(const metrics::PanelRequest &request, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"sql"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("SQL of %1").arg(request.panel->title));
    resize(760, 460);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::group);
    column->setSpacing(space::inside);
    auto *view = new SqlView;
    view->setSql(metrics::readablePanelSql(request));
    column->addWidget(view, 1);
    auto *row = new QHBoxLayout;
    QPushButton *copy = button(tr("Copy"), ButtonRole::Primary);
    copy->setObjectName(u"copy"_s);
    QPushButton *close = button(tr("Close"));
    row->addStretch(1);
    row->addWidget(close);
    row->addWidget(copy);
    column->addLayout(row);
    connect(copy, &QPushButton::clicked, view, [view] { QGuiApplication::clipboard()->setText(view->sql()); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
}

} // namespace howdah::ui
