// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/rehearsedialog.h"

#include "common/quantities.h"

#include <QHBoxLayout>
#include <QRadioButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostSampleRows = 100'000;

RehearseDialog::RehearseDialog(const QString &database, int pending, QWidget *parent)
    : DialogFrame(
          {.title = tr("Rehearse"),
           .heading = tr("Rehearse the migrations?"),
           .text =
               tr("Each migration is applied, rolled back and applied again in a scratch database, and its contents "
                  "are compared. That database is on its own server, owned by a role that can do nothing else. The "
                  "target is only read.")},
          parent)
    , m_fromNothing(new QRadioButton(tr("All migrations, from an empty database")))
    , m_onCopy(new QRadioButton(
          pending > 0 ? tr("%1 pending, on a copy of the schema of %2").arg(migrationsWord(pending), database)
                      : tr("Pending ones, on a copy of the schema of %1: there are none").arg(database)))
    , m_rows(new QSpinBox)
{
    setObjectName(u"rehearseDialog"_s);
    content()->addWidget(m_fromNothing);
    content()->addWidget(m_onCopy);
    auto *rows = new QHBoxLayout;
    rows->setContentsMargins(space::group + space::inside, 0, 0, 0);
    QLabel *label = plainLabel(tr("Rows to copy from each table"));
    label->setBuddy(m_rows);
    rows->addWidget(label);
    rows->addWidget(m_rows);
    rows->addStretch(1);
    content()->addLayout(rows);
    m_rows->setRange(0, MostSampleRows);
    m_rows->setSpecialValueText(tr("none"));
    m_rows->setAccessibleName(label->text());
    m_onCopy->setEnabled(pending > 0);
    (pending > 0 ? m_onCopy : m_fromNothing)->setChecked(true);
    const auto update = [this] { m_rows->setEnabled(m_onCopy->isChecked()); };
    connect(m_onCopy, &QRadioButton::toggled, this, update);
    update();
    addSafe(tr("Cancel"));
    QPushButton *start = addAccept(tr("Rehearse"));
    startWith(start);
    connect(start, &QPushButton::clicked, this, &RehearseDialog::accept);
    resizeToWidth(560);
}

bool RehearseDialog::onCopy() const { return m_onCopy->isChecked(); }

int RehearseDialog::sampleRows() const { return onCopy() ? m_rows->value() : 0; }

} // namespace howdah::ui
