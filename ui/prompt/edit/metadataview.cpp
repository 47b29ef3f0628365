// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/metadataview.h"

#include "common/theme.h"
#include "common/tooltips.h"
#include "common/widgets.h"

#include <QEvent>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int UnderstandDelayMs = 200;

MetadataView::MetadataView(QWidget *parent)
    : QWidget(parent)
    , m_text(new QsciScintilla)
    , m_tree(new QTreeWidget)
    , m_reported(mutedLabel())
{
    m_text->setObjectName(u"metadataText"_s);
    m_text->setAccessibleName(tr("Metadata as JSON"));
    m_text->setUtf8(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setWrapMode(QsciScintilla::WrapWord);
    m_text->setTabWidth(2);
    m_text->setIndentationsUseTabs(false);
    m_text->setAutoIndent(true);
    m_text->setBraceMatching(QsciScintilla::SloppyBraceMatch);
    m_text->setMarginType(0, QsciScintilla::NumberMargin);
    m_text->setMarginWidth(0, u"000"_s);
    m_text->setMarginWidth(1, 0);
    m_text->SendScintilla(QsciScintillaBase::SCI_CLEARCMDKEY, QsciScintillaBase::SCK_TAB);
    auto *lexer = new QsciLexerJSON(m_text);
    lexer->setHighlightComments(false);
    m_text->setLexer(lexer);
    m_tree->setObjectName(u"metadataTree"_s);
    m_tree->setAccessibleName(tr("Metadata as a tree"));
    m_tree->setHeaderLabels({tr("Name"), tr("Value")});
    m_tree->setAlternatingRowColors(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_reported->setObjectName(u"metadataProblem"_s);
    m_reported->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    auto *split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    split->addWidget(m_tree);
    split->addWidget(m_text);
    split->setSizes({320, 420});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(split, 1);
    column->addWidget(m_reported);
    m_timer.setSingleShot(true);
    m_timer.setInterval(UnderstandDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &MetadataView::understand);
    connect(m_text, &QsciScintilla::textChanged, this, [this] {
        if (m_setting)
            return;
        m_timer.start();
        m_editedTimer.start();
    });
    // One change of the user's is several of the control's: what is replaced is removed first.
    m_editedTimer.setSingleShot(true);
    m_editedTimer.setInterval(0);
    connect(&m_editedTimer, &QTimer::timeout, this, &MetadataView::edited);
    applyTheme();
}

void MetadataView::setMetadata(const QString &json)
{
    m_setting = true;
    m_text->setText(json);
    m_text->SendScintilla(QsciScintillaBase::SCI_EMPTYUNDOBUFFER);
    m_setting = false;
    m_editedTimer.stop(); // what was edited is gone
    understand();
}

void MetadataView::understand()
{
    m_timer.stop();
    const QByteArray bytes = m_text->text().toUtf8();
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    m_problem.clear();
    if (error.error != QJsonParseError::NoError)
        m_problem = tr("Line %1: %2").arg(bytes.left(error.offset).count('\n') + 1).arg(error.errorString());
    else if (!document.isObject())
        m_problem = tr("Metadata must be one JSON object, in braces");
    m_reported->setText(m_problem);
    m_reported->setVisible(!m_problem.isEmpty());
    if (!m_problem.isEmpty())
        return; // the tree stays as it was last understood
    m_tree->clear();
    const QJsonObject object = document.object();
    for (auto it = object.begin(); it != object.end(); ++it)
        addValue(m_tree->invisibleRootItem(), it.key(), it.value());
    m_tree->expandToDepth(1);
}

void MetadataView::addValue(QTreeWidgetItem *parent, const QString &key, const QJsonValue &value)
{
    auto *item = new QTreeWidgetItem(parent, {key});
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        item->setText(1, tr("%n entries", nullptr, int(object.size())));
        for (auto it = object.begin(); it != object.end(); ++it)
            addValue(item, it.key(), it.value());
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        item->setText(1, tr("%n elements", nullptr, int(array.size())));
        for (int i = 0; i < array.size(); ++i)
            addValue(item, QString::number(i), array[i]);
    } else {
        const QString text = value.isString() ? value.toString()
                           : value.isNull()   ? u"null"_s
                           : value.isBool()   ? (value.toBool() ? u"true"_s : u"false"_s)
                                              : value.toVariant().toString();
        item->setText(1, text);
        item->setFont(1, fixedFont());
        item->setToolTip(1, plainToolTip(text.left(2000)));
    }
}

void MetadataView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyTheme();
}

void MetadataView::applyTheme()
{
    if (m_applying || !m_text || !m_text->lexer())
        return;
    m_applying = true;
    const QPalette theme = palette();
    const QColor paper = theme.color(QPalette::Base);
    const QColor ink = theme.color(QPalette::Text);
    QsciLexer *json = m_text->lexer();
    json->setDefaultFont(fixedFont());
    json->setDefaultColor(ink);
    json->setDefaultPaper(paper);
    json->setFont(fixedFont(), -1);
    json->setPaper(paper, -1);
    json->setColor(ink, -1);
    json->setColor(color(Tone::Applied, theme), QsciLexerJSON::String);
    json->setColor(color(Tone::Failed, theme), QsciLexerJSON::UnclosedString);
    json->setColor(color(Tone::Accent, theme), QsciLexerJSON::Property);
    json->setColor(color(Tone::Edited, theme), QsciLexerJSON::Number);
    json->setColor(color(Tone::Proven, theme), QsciLexerJSON::Keyword);
    m_text->setPaper(paper);
    m_text->setColor(ink);
    m_text->setCaretForegroundColor(ink);
    m_text->setSelectionBackgroundColor(theme.color(QPalette::Highlight));
    m_text->setSelectionForegroundColor(theme.color(QPalette::HighlightedText));
    m_text->setMarginsFont(fixedFont());
    m_text->setMarginsBackgroundColor(paper);
    m_text->setMarginsForegroundColor(color(Surface::MutedText, theme));
    m_text->setMatchedBraceBackgroundColor(color(Surface::Hover, theme));
    m_text->setMatchedBraceForegroundColor(ink);
    m_text->setUnmatchedBraceForegroundColor(ink);
    m_applying = false;
}

} // namespace howdah::ui
