// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultfilterbar.h"

#include "common/captions.h"
#include "common/widgets.h"
#include "query/result/pane/resultarranger.h"
#include "query/result/pane/resultmodel.h"
#include "value/valuetext.h"

#include <QHBoxLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int TypingRestMs = 250;
constexpr qsizetype MostLetters = 24; // of a value in a button

using Is = query::ResultCondition::Is;

ResultFilterBar::ResultFilterBar(ResultArranger *arranger, const ResultModel *model, QWidget *parent)
    : QWidget(parent)
    , m_arranger(arranger)
    , m_model(model)
    , m_words(new QLineEdit(this))
    , m_line(new QHBoxLayout(this))
{
    m_words->setObjectName(u"filterWords"_s);
    m_words->setPlaceholderText(tr("Filter the rows that have come"));
    m_words->setAccessibleName(m_words->placeholderText());
    m_words->setToolTip(tr("Only rows with these words in any column. The statement is not run again."));
    m_words->setMinimumWidth(80);
    m_words->setMaximumWidth(320);
    addClearButton(m_words);
    m_line->setContentsMargins(0, 0, 0, 0);
    m_line->setSpacing(space::tight);
    constexpr int WordsShare = 4; // of five
    m_line->addWidget(m_words, WordsShare);
    m_line->addStretch(1); // no wider than it may be, it stands at the left
    m_rest.setSingleShot(true);
    m_rest.setInterval(TypingRestMs);
    connect(m_words, &QLineEdit::textChanged, &m_rest, qOverload<>(&QTimer::start));
    connect(m_words, &QLineEdit::returnPressed, &m_rest, [this] {
        m_rest.stop();
        m_arranger->setWords(m_words->text());
    });
    connect(&m_rest, &QTimer::timeout, this, [this] { m_arranger->setWords(m_words->text()); });
    connect(arranger, &ResultArranger::wishChanged, this, &ResultFilterBar::update);
}

void ResultFilterBar::focusWords()
{
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
}

static QString sign(Is is)
{
    switch (is) {
    case Is::Equal:
        return u"="_s;
    case Is::Other:
        return u"≠"_s;
    case Is::Less:
        return u"<"_s;
    case Is::LessOrEqual:
        return u"≤"_s;
    case Is::Greater:
        return u">"_s;
    case Is::GreaterOrEqual:
        return u"≥"_s;
    case Is::With:
        return ResultFilterBar::tr("has");
    case Is::Without:
        return ResultFilterBar::tr("has not");
    case Is::Null:
        return ResultFilterBar::tr("is NULL");
    case Is::NotNull:
        return ResultFilterBar::tr("is not NULL");
    }
    return {};
}

QStringList ResultFilterBar::conditionTexts() const
{
    QStringList texts;
    for (const query::ResultCondition &each : m_arranger->wish().conditions) {
        QString text =
            singleLine(m_model->columns()[size_t(each.column)].shape.name, MostLetters) + u' ' + sign(each.is);
        if (each.is != Is::Null && each.is != Is::NotNull)
            text += u' ' + singleLine(beginningOf(each.value, MostLetters + 1).text, MostLetters);
        texts << text;
    }
    return texts;
}

void ResultFilterBar::update()
{
    if (m_words->text() != m_arranger->wish().words && !m_rest.isActive()) {
        const QSignalBlocker quiet(m_words);
        m_words->setText(m_arranger->wish().words);
    }
    for (QWidget *chip : std::as_const(m_chips))
        chip->deleteLater();
    m_chips.clear();
    const QStringList texts = conditionTexts();
    for (qsizetype i = 0; i < texts.size(); ++i) {
        QPushButton *chip = button(plainCaption(texts[i] + u"  ×"_s), ButtonRole::Plain, this);
        chip->setObjectName(u"condition"_s);
        chip->setAccessibleName(tr("Remove: %1").arg(texts[i]));
        chip->setToolTip(tipText(tr("Remove: %1").arg(texts[i])));
        connect(chip, &QPushButton::clicked, this, [this, i] { m_arranger->remove(i); });
        m_line->insertWidget(m_line->count() - 1, chip);
        m_chips << chip;
    }
}

} // namespace howdah::ui
