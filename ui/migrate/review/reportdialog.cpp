// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/reportdialog.h"

#include "common/widgets.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

ReportDialog::ReportDialog(const QString &title, const QString &text, const QString &fileName, QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(text))
{
    setObjectName(u"reportDialog"_s);
    setWindowTitle(title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside + space::tight);
    column->addWidget(headingLabel(title, 2));
    m_text->setReadOnly(true);
    m_text->setFont(fixedFont());
    m_text->setAccessibleName(title);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_text, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addStretch(1);
    QPushButton *copy = button(tr("Copy"));
    QPushButton *save = button(tr("Save"));
    QPushButton *close = button(tr("Close"), ButtonRole::Primary);
    copy->setObjectName(u"copy"_s);
    save->setObjectName(u"saveReport"_s);
    for (QPushButton *one : {copy, save, close})
        row->addWidget(one);
    column->addLayout(row);
    close->setDefault(true);
    close->setFocus();
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(this->text()); });
    connect(save, &QPushButton::clicked, this, [this, fileName] { Q_EMIT saveRequested(this->text(), fileName); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    const QSize wanted(860, 620);
    resize(parent ? wanted.boundedTo(parent->window()->size() - QSize(64, 64)) : wanted);
}

QString ReportDialog::text() const { return m_text->toPlainText(); }

} // namespace howdah::ui
