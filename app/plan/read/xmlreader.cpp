// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/item.h"
#include "plan/tr.h"

#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// What a tag holds is only known with its first child: text until then.
class XmlItems final
{
public:
    XmlItems(QXmlStreamReader &xml, Document &document)
        : m_xml(xml)
        , m_document(document)
    {
        // A map, as auto_explain puts the plan there without a <Query> around it.
        document.root.kind = Item::Kind::Map;
        m_open.push_back({&document.root, {}, {}});
    }

    void read()
    {
        while (!m_xml.atEnd()) {
            switch (m_xml.readNext()) {
            case QXmlStreamReader::StartElement:
                begin();
                break;
            case QXmlStreamReader::EndElement:
                end();
                break;
            case QXmlStreamReader::Characters:
                m_open.back().text += m_xml.text();
                break;
            case QXmlStreamReader::DTD:
                m_xml.raiseError(tr("a plan has no document type"));
                break;
            default: // Qt's: what is neither a tag nor a text
                break;
            }
        }
        if (m_xml.hasError())
            m_document.problems.push_back(
                {int(m_xml.lineNumber()), tr("The XML cannot be read from here on: %1").arg(m_xml.errorString())});
    }

private:
    struct Open
    {
        Item *item;
        QString key;
        QString text;
    };

    void begin()
    {
        if (--m_left < 0 || m_open.size() > size_t(MostItemDepth)) {
            m_xml.raiseError(tr("too much of it"));
            return;
        }
        const QString tag = m_xml.name().toString();
        if (tag == "explain"_L1 && m_open.size() == 1) {
            m_open.push_back({&m_document.root, {}, {}});
            return;
        }
        Item &parent = *m_open.back().item;
        QString key = keyOfTag(tag);
        if (parent.kind == Item::Kind::Text)
            parent.kind = tag == "Item"_L1 || isListKey(m_open.back().key) ? Item::Kind::List : Item::Kind::Map;
        Item item;
        item.line = int(m_xml.lineNumber());
        if (isListKey(key))
            item.kind = Item::Kind::List;
        Item *added = nullptr;
        if (parent.kind == Item::Kind::List)
            added = &parent.items.emplace_back(std::move(item));
        else
            added = &parent.add(key, std::move(item));
        m_open.push_back({added, std::move(key), {}});
    }
    void end()
    {
        Open &open = m_open.back();
        if (open.item->kind == Item::Kind::Text)
            // Between the tags of an empty list stands a line break.
            open.item->text =
                open.text.startsWith(u'\n') && open.text.trimmed().isEmpty() ? QString() : std::move(open.text);
        if (m_open.size() > 1)
            m_open.pop_back();
    }

    QXmlStreamReader &m_xml;
    Document &m_document;
    std::vector<Open> m_open;
    qsizetype m_left = MostItems;
};

} // namespace

Document readXml(const QString &text)
{
    Document document;
    QXmlStreamReader xml(text);
    XmlItems(xml, document).read();
    return document;
}

} // namespace howdah::plan
