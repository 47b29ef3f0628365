// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelsqldialog.h"

#include "common/code/sqlview.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PanelSqlDialog::PanelSqlDialog(const metrics::PanelRequest &request, QWidget *parent)
    : DialogFrame(
          {.title = tr("SQL of %1").arg(request.panel->title),
           .heading = tr("SQL of %1").arg(request.panel->title),
           .text = {}},
          parent)
{
    setObjectName(u"sql"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(760, 460);
    auto *view = new SqlView;
    view->setSql(metrics::readablePanelSql(request));
    content()->addWidget(view, 1);
    addSafe(tr("Close"));
    QPushButton *copy = addAccept(tr("Copy"));
    copy->setObjectName(u"copy"_s);
    connect(copy, &QPushButton::clicked, view, [view] { QGuiApplication::clipboard()->setText(view->sql()); });
}

} // namespace howdah::ui
