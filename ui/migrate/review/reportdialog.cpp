// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/reportdialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace howdah::ui {

ReportDialog::ReportDialog(const QString &title, const QString &text, const QString &fileName, QWidget *parent)
    : DialogFrame(named(title), parent)
    , m_text(new QPlainTextEdit(text))
{
    setObjectName(u"reportDialog"_s);
    m_text->setReadOnly(true);
    m_text->setFont(fixedFont());
    m_text->setAccessibleName(title);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    content()->addWidget(m_text, 1);
    QPushButton *copy = addOther(tr("Copy"));
    QPushButton *save = addOther(tr("Save"));
    QPushButton *close = addAccept(tr("Close"));
    copy->setObjectName(u"copy"_s);
    save->setObjectName(u"saveReport"_s);
    startWith(close);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(this->text()); });
    connect(save, &QPushButton::clicked, this, [this, fileName] { Q_EMIT saveRequested(this->text(), fileName); });
    connect(close, &QPushButton::clicked, this, &ReportDialog::accept);
    resizeWithin({860, 620});
}

QString ReportDialog::text() const { return m_text->toPlainText(); }

} // namespace howdah::ui
