// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/rehearsedialog.h"

#include "common/widgets.h"
#include "common/quantities.h"

#include <QHBoxLayout>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostSampleRows = 100'000;

RehearseDialog::RehearseDialog(const QString &database, int pending, QWidget *parent)
    : QDialog(parent)
    , m_fromNothing(new QRadioButton(tr("All migrations, from an empty database")))
    , m_onCopy(new QRadioButton(
          pending > 0 ? tr("%1 pending, on a copy of the schema of %2").arg(migrationsWord(pending), database)
                      : tr("Pending ones, on a copy of the schema of %1: there are none").arg(database)))
    , m_rows(new QSpinBox)
{
    setObjectName(u"rehearseDialog"_s);
    setWindowTitle(tr("Rehearse"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside + space::tight);
    column->addWidget(headingLabel(tr("Rehearse the migrations?"), 2));
    QLabel *words = mutedLabel(tr("Each migration is applied, rolled back and applied again in a scratch database, and "
                                  "its contents are compared. That database is on its own server, owned by a role that "
                                  "can do nothing else. The target is only read."));
    words->setWordWrap(true);
    column->addWidget(words);
    column->addWidget(m_fromNothing);
    column->addWidget(m_onCopy);
    auto *rows = new QHBoxLayout;
    rows->setContentsMargins(space::group + space::inside, 0, 0, 0);
    QLabel *label = plainLabel(tr("Rows to copy from each table"));
    label->setBuddy(m_rows);
    rows->addWidget(label);
    rows->addWidget(m_rows);
    rows->addStretch(1);
    column->addLayout(rows);
    m_rows->setRange(0, MostSampleRows);
    m_rows->setSpecialValueText(tr("none"));
    m_rows->setAccessibleName(label->text());
    m_onCopy->setEnabled(pending > 0);
    (pending > 0 ? m_onCopy : m_fromNothing)->setChecked(true);
    const auto update = [this] { m_rows->setEnabled(m_onCopy->isChecked()); };
    connect(m_onCopy, &QRadioButton::toggled, this, update);
    update();
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::inside);
    buttons->addStretch(1);
    QPushButton *cancel = button(tr("Cancel"));
    QPushButton *start = button(tr("Rehearse"), ButtonRole::Primary);
    start->setObjectName(u"accept"_s);
    buttons->addWidget(cancel);
    buttons->addWidget(start);
    column->addLayout(buttons);
    start->setDefault(true);
    start->setFocus();
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(start, &QPushButton::clicked, this, &QDialog::accept);
    // The words wrap, so the height follows from the width; a plain resize() cuts their lines.
    constexpr int Width = 560;
    resize(Width, column->totalHeightForWidth(Width));
}

bool RehearseDialog::onCopy() const { return m_onCopy->isChecked(); }

int RehearseDialog::sampleRows() const { return onCopy() ? m_rows->value() : 0; }

} // namespace howdah::ui
